import * as z from 'zod/mini';
import { ClientPath } from './core/endpoint.ts';
import type { Endpoints } from './core/endpoint.ts';

/** Where a file is listed: client path of the buildout.hash.cfg, section, and the sum that is in force there (or ''). */
export const HashListing = z.object({ path: z.string(), section: z.string(), md5sum: z.string() });
export type HashListing = z.infer<typeof HashListing>;

/** A buildout.hash.cfg with what it lists. `md5` is the sum of the file now; missing where there is no such file. */
export const CheckedHashFile = z.object({
  path: z.string(),
  entries: z.array(
    z.object({
      section: z.string(),
      /** Line of the header, from 1. */
      line: z.int(),
      filename: z.string(),
      md5sum: z.optional(z.string()),
      md5: z.optional(z.string()),
    }),
  ),
});
export type CheckedHashFile = z.infer<typeof CheckedHashFile>;

/** Whether a repository of git has the hook that updates sums at each commit; `impossible`: it has no place for it. */
export const HashHook = z.object({
  state: z.enum(['installed', 'missing', 'foreign', 'impossible']),
  /** Client path of the repository. */
  repository: z.optional(z.string()),
  /** What that means, and what to do, in a sentence or two. */
  message: z.string(),
});
export type HashHook = z.infer<typeof HashHook>;

/** Most hash files that are updated by one call. */
export const maxHashFiles = 1000;

/** The operations of this feature, by name. */
export const hashEndpoints = {
  checkHashes: {
    method: 'GET',
    path: '/api/hashes',
    summary:
      'What each buildout.hash.cfg of a folder lists, or one that is named itself, with the sums of the files as they are.',
    answerSeconds: 60,
    query: z.strictObject({ path: ClientPath }),
    response: z.object({ files: z.array(CheckedHashFile) }),
  },
  updateHashes: {
    method: 'POST',
    path: '/api/hashes',
    summary: 'Write the right MD5 sums into buildout.hash.cfg files; nothing else in them changes.',
    answerSeconds: 120,
    body: z.strictObject({ paths: z.array(ClientPath).check(z.minLength(1), z.maxLength(maxHashFiles)) }),
    bodyLimit: 1024 * 1024,
    response: z.object({
      /** The profiles that were changed, with how many sums. */
      updated: z.array(z.object({ path: z.string(), sums: z.int() })),
      /** Those that could not be, and why. */
      problems: z.array(z.object({ path: z.string(), message: z.string() })),
    }),
  },
  getHashHook: {
    method: 'GET',
    path: '/api/hashes/hook',
    summary: 'Whether the repository around a file or folder has the git hook that updates MD5 sums.',
    query: z.strictObject({ path: ClientPath }),
    response: HashHook,
  },
  installHashHook: {
    method: 'PUT',
    path: '/api/hashes/hook',
    summary: 'Install that hook, and the merge tool for conflicts about sums; never over another hook.',
    body: z.strictObject({ path: ClientPath }),
    response: HashHook,
  },
  removeHashHook: {
    method: 'DELETE',
    path: '/api/hashes/hook',
    summary: 'Remove that hook and the merge tool; a hook of somebody else stays.',
    query: z.strictObject({ path: ClientPath }),
    response: HashHook,
  },
} as const satisfies Endpoints;
