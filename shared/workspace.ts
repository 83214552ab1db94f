import * as z from 'zod/mini';
import { ClientPath } from './core/endpoint.ts';
import type { Endpoints } from './core/endpoint.ts';
import { HashListing } from './hashes.ts';

/**
 * Files are named by client paths: `<root>/<path below it>`, always with `/`, never with `.` or `..`.
 * The roots are `workspace` (the user's profiles), `instances` (the partitions) and `releases` (what
 * slapgrid installed, one folder per release, named by the MD5 of its URL).
 */
export const fileRoots = ['workspace', 'instances', 'releases'] as const;
export type FileRoot = (typeof fileRoots)[number];

/** An entry of a folder listing. */
export const FileEntry = z.object({
  name: z.string(),
  kind: z.enum(['file', 'directory', 'other']),
  /** Set where the entry is a symbolic link: how it resolves. */
  link: z.optional(z.enum(['inside', 'outside', 'broken'])),
  /** The name on disk is not UTF-8: it is shown, and cannot be opened. */
  unreadableName: z.optional(z.boolean()),
});
export type FileEntry = z.infer<typeof FileEntry>;

/**
 * A change on disk below one of the roots. `created` is also what replacing a file by a rename looks like. A
 * `directory` change means that anything below the folder may have changed: list it, and what is open below
 * it, again.
 */
export const FileChange = z.object({
  path: z.string(),
  kind: z.enum(['created', 'changed', 'deleted', 'directory']),
});
export type FileChange = z.infer<typeof FileChange>;

/** Largest file, in bytes, that opens in the editor. */
export const maxEditableSize = 8 * 1024 * 1024;

const FileQuery = z.strictObject({ path: ClientPath });
const Saved = z.object({ etag: z.string() });

/** The operations of this feature, by name. */
export const workspaceEndpoints = {
  listFolder: {
    method: 'GET',
    path: '/api/folder',
    summary: 'The entries of a folder, hidden ones too, folders first, by name.',
    query: FileQuery,
    response: z.object({ entries: z.array(FileEntry) }),
  },
  createFolder: {
    method: 'POST',
    path: '/api/folder',
    summary: 'Create a folder, with the folders above it.',
    body: z.strictObject({ path: ClientPath }),
  },
  readFile: {
    method: 'GET',
    path: '/api/file',
    summary:
      'The bytes of a file. The ETag is a hash of them; `X-Content-Kind` says text or binary. With `download`, a file of any size, without these two.',
    query: z.extend(FileQuery, { download: z.optional(z.enum(['true', 'false'])) }),
    response: 'bytes',
  },
  writeFile: {
    method: 'PUT',
    path: '/api/file',
    summary: 'Replace a text file (If-Match) or create it (If-None-Match: *), atomically.',
    query: FileQuery,
    body: z.strictObject({ text: z.string() }),
    response: Saved,
    conditional: true,
    // Every character of a file may need an escape, and become two.
    bodyLimit: 2 * maxEditableSize + 64 * 1024,
  },
  moveEntry: {
    method: 'POST',
    path: '/api/entry/move',
    summary: 'Rename or move a file or folder; never over an existing one.',
    body: z.strictObject({ from: ClientPath, to: ClientPath }),
  },
  deleteEntry: {
    method: 'DELETE',
    path: '/api/entry',
    // A large folder takes its time.
    answerSeconds: 120,
    summary: 'Delete a file or a folder.',
    query: z.strictObject({ path: ClientPath, recursive: z.optional(z.enum(['true', 'false'])) }),
  },
  getMd5: {
    method: 'GET',
    path: '/api/file/md5',
    answerSeconds: 120,
    summary: 'MD5 sum of a file as it is on disk, and where buildout.hash.cfg files list it.',
    query: FileQuery,
    response: z.object({
      md5: z.string(),
      /** Every entry of a buildout.hash.cfg, of the same repository, that is about the file. */
      listedIn: z.array(HashListing),
    }),
  },
} as const satisfies Endpoints;

/** What clients are told of, by topic. Each carries the whole new state of what it names. */
export const workspaceEvents = [
  z.object({ topic: z.literal('files'), changes: z.array(FileChange) }),
] as const;
