import * as z from 'zod/mini';

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
