import * as z from 'zod/mini';
import type { Endpoints } from './core/endpoint.ts';

/** Found lines that a search gives at most. */
export const maxFoundLines = 1000;

const Flag = z.optional(z.enum(['true', 'false']));

/** What to look for in files, and where. */
export const SearchTerms = z.strictObject({
  text: z.string().check(z.minLength(1), z.maxLength(1000)),
  /** Client path of the folder to search; default: the workspace. */
  folder: z.optional(z.string().check(z.minLength(1), z.maxLength(4096))),
  /** Names of the files to look into, as globs with commas between them: `*.cfg, *.in`. Default: all. */
  names: z.optional(z.string().check(z.maxLength(1000))),
  matchCase: Flag,
  wholeWord: Flag,
  /** The text is a regular expression of ripgrep; it does not reach over the end of a line. */
  regex: Flag,
});
export type SearchTerms = z.infer<typeof SearchTerms>;

/** A line that was found. Columns and lines count from 1, in UTF-16 code units as editors do. */
export const FoundLine = z.object({
  line: z.int(),
  /** Of the first match. */
  column: z.int(),
  /** The line, or of a long one what is around the first match. */
  text: z.string(),
  /** Where the matches are in `text`: from, up to but not including; counted from 0. */
  ranges: z.array(z.tuple([z.int(), z.int()])),
});
export type FoundLine = z.infer<typeof FoundLine>;

/** The found lines of one file. */
export const FoundFile = z.object({
  /** Client path. */
  path: z.string(),
  lines: z.array(FoundLine),
});
export type FoundFile = z.infer<typeof FoundFile>;

/** What a search found, by path. */
export const SearchResult = z.object({
  files: z.array(FoundFile),
  /** Why there may be more than this, in one sentence; missing where this is all. */
  incomplete: z.optional(z.string()),
});
export type SearchResult = z.infer<typeof SearchResult>;

/** The operations of this feature, by name. */
export const searchEndpoints = {
  searchFiles: {
    method: 'GET',
    path: '/api/search',
    answerSeconds: 60,
    summary: 'The lines of the files below a folder that have a text, or match a regular expression.',
    query: SearchTerms,
    response: SearchResult,
  },
} as const satisfies Endpoints;
