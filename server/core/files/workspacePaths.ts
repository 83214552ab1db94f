import { lstat, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import { fileRoots } from '../../../shared/workspace.ts';
import type { FileRoot } from '../../../shared/workspace.ts';
import { hasCode, toFileError } from './fileError.ts';

/** Real absolute folder (no link in it) of each root. */
export type FileRoots = Readonly<Record<FileRoot, string>>;

/** Where a client path leads on disk. */
export interface ResolvedPath {
  /** Absolute; no component that exists is a link, except the last one of `resolveEntry`. */
  readonly path: string;
  /** Root that it really lies in, which is another than the one it was named by where a link leads there. */
  readonly root: FileRoot;
  readonly exists: boolean;
}

/** The only way from a path that a client sent to one that is opened. */
export interface WorkspacePaths {
  readonly roots: FileRoots;
  /** What the path names, links followed. The entry and folders above it need not exist. */
  resolve(clientPath: string): Promise<ResolvedPath>;
  /** The entry itself, which may be a link; for moving and deleting. A root, or what holds one, is `path_outside`. */
  resolveEntry(clientPath: string): Promise<ResolvedPath>;
  /** Root in which a real absolute path may be touched; undefined where it lies outside of all. */
  rootOf(absolute: string): FileRoot | undefined;
}

/** The client path of an absolute one (by its text; nothing is looked up), undefined outside of all roots. */
export function toClientPath(roots: FileRoots, absolute: string): string | undefined {
  const root = innermostRoot(roots, absolute);
  if (root === undefined) return undefined;
  const below = relative(roots[root], absolute);
  return below === '' ? root : `${root}/${below}`;
}

/**
 * Gate to `roots`. Paths that really lie below `hidden` are outside, even where a root contains it: it is the
 * state directory, which holds the secrets of the server. Roots within it stay reachable.
 */
export function createWorkspacePaths(roots: FileRoots, hidden?: string): WorkspacePaths {
  const rootOf = (absolute: string): FileRoot | undefined => {
    const root = innermostRoot(roots, absolute);
    if (root === undefined) return undefined;
    const isHidden = hidden !== undefined && isWithin(hidden, absolute) && !isWithin(hidden, roots[root]);
    return isHidden ? undefined : root;
  };
  const confined = (path: string, exists: boolean): ResolvedPath => {
    const root = rootOf(path);
    if (root === undefined) throw outside();
    return { path, root, exists };
  };
  return {
    roots,
    rootOf,
    resolve: async (clientPath) => {
      const { path, exists } = await realPath(lexicalPath(roots, clientPath), 0);
      return confined(path, exists);
    },
    resolveEntry: async (clientPath) => {
      const entry = lexicalPath(roots, clientPath);
      const parent = await realPath(dirname(entry), 0);
      const path = join(parent.path, basename(entry));
      const fixed = hidden === undefined ? Object.values(roots) : [...Object.values(roots), hidden];
      if (fixed.some((folder) => isWithin(path, folder))) {
        throw outside('This folder holds files of the server: it stays where it is.');
      }
      return confined(path, parent.exists && (await isEntry(path)));
    },
  };
}

/** Whether `path` is `folder` or lies below it, by their text. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function innermostRoot(roots: FileRoots, absolute: string): FileRoot | undefined {
  return fileRoots
    .filter((root) => isWithin(roots[root], absolute))
    .sort((a, b) => roots[b].length - roots[a].length)[0];
}

/** Checks the text of a client path and puts it below its root. Touches no file. */
function lexicalPath(roots: FileRoots, clientPath: string): string {
  if (clientPath.includes('\0') || /\p{Surrogate}/u.test(clientPath)) {
    throw new AppError('path_invalid', 'The path has characters that no file name can have.');
  }
  if (isClimbing(clientPath)) throw outside();
  const [first, ...rest] = clientPath.split('/');
  const root = fileRoots.find((name) => name === first);
  if (root === undefined) {
    throw outside(`A path begins with ${fileRoots.map((name) => `"${name}/"`).join(', ')}.`);
  }
  for (const name of rest) {
    if (name === '' || name === '.') {
      throw new AppError('path_invalid', 'The path has an empty or "." component.');
    }
    if (Buffer.byteLength(name) > 255) {
      throw new AppError('name_too_long', 'A name in the path has more than 255 bytes.');
    }
  }
  return resolve(roots[root], ...rest);
}

/**
 * Whether a path is absolute or has `..`, however often percent-encoded and with whichever slash. Names that
 * merely look like that are refused along with the attempts.
 */
export function isClimbing(path: string): boolean {
  for (let current = path, rounds = 0; rounds < 8; rounds++) {
    if (/^[/\\]|(?:^|[/\\])\.\.(?:[/\\]|$)/.test(current)) return true;
    const decoded = current.replace(/%(2e|2f|5c|25)/gi, (code) =>
      String.fromCharCode(parseInt(code.slice(1), 16)),
    );
    if (decoded === current) return false;
    current = decoded;
  }
  return true;
}

/** Realpath that tolerates missing ends: the deepest folder that exists is resolved, the rest is appended. */
async function realPath(path: string, links: number): Promise<{ path: string; exists: boolean }> {
  const missing: string[] = [];
  for (let current = path; ; current = dirname(current)) {
    try {
      const real = await realpath(current);
      return { path: join(real, ...missing), exists: missing.length === 0 };
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw toFileError(error, 'read');
    }
    const target = await linkTarget(current);
    if (target !== undefined) {
      // A link that leads nowhere: whether its target would be outside must be told apart from "not there".
      if (links > 40) throw new AppError('not_found', 'The link leads to itself.');
      return await realPath(join(resolve(dirname(current), target), ...missing), links + 1);
    }
    missing.unshift(basename(current));
  }
}

async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EINVAL')) return undefined;
    throw toFileError(error, 'read');
  }
}

async function isEntry(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw toFileError(error, 'read');
  }
}

function outside(message = 'The path leads out of the workspace.'): AppError {
  return new AppError('path_outside', message);
}
