import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  checkHashes,
  decodeText,
  hashFileName,
  isStale,
  withSums,
} from '../../../shared/profile/hashFile.ts';
import type { CheckedEntry } from '../../../shared/profile/hashFile.ts';
import type { Repository } from '../../../shared/profile/stagedHashes.ts';
import { UsageError } from '../../core/errors.ts';

/** Most bytes that git may print: those of the largest file of a repository. */
const maxOutput = 512 * 1024 * 1024;
const gitMs = 120_000;

/** A hash file on disk, and what it would have to be. */
export interface HashFile {
  readonly path: string;
  readonly stale: readonly CheckedEntry[];
  readonly missing: readonly CheckedEntry[];
  readonly text: string;
}

/** The hash files that paths name: each is one, or a folder that has some below it. Throws UsageError. */
export async function hashFilesOf(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const kind = await foreseen(path, 'read', stat(path));
    if (kind.isDirectory()) for (const file of await hashFilesBelow(path)) found.add(file);
    else if (basename(path) === hashFileName) found.add(path);
    else throw new UsageError(`${path} is neither a folder nor a ${hashFileName}.`);
  }
  return [...found];
}

async function hashFilesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await foreseen(next, 'read', readdir(next, { withFileTypes: true }))) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') waiting.push(path);
      else if (entry.isFile() && entry.name === hashFileName) found.push(path);
    }
  }
  return found.sort();
}

/** Looks at what a hash file lists. `text`: what it is to say, where that is not what is on disk. */
export async function checkHashFile(path: string, text?: string): Promise<HashFile> {
  const before = text ?? decodeText(await foreseen(path, 'read', readFile(path)));
  if (before === undefined) throw new UsageError(`${path} is no text in UTF-8.`);
  const entries = await checkHashes(before, async (filename) => {
    const bytes = await readIfThere(join(dirname(path), filename));
    return bytes && md5(bytes);
  });
  const stale = entries.filter(isStale);
  const missing = entries.filter((entry) => entry.md5 === undefined);
  return { path, stale, missing, text: withSums(before, stale) };
}

/** Replaces a text at once, with its mode. */
export function replaceFile(path: string, text: string): Promise<void> {
  return foreseen(path, 'written', replace(path, text));
}

/** What the system refuses is said in one line. */
export async function foreseen<T>(path: string, what: 'read' | 'written', doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new UsageError(`${path} cannot be ${what} (${codeOf(error)}).`, { cause: error });
  }
}

async function replace(path: string, text: string): Promise<void> {
  const { mode } = await stat(path);
  const folder = await mkdtemp(join(dirname(path), '.webrunner-'));
  try {
    const temp = join(folder, 'new');
    await writeFile(temp, text, { mode: mode & 0o7777 });
    await rename(temp, path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The repository around a folder. Throws UsageError where there is none. */
export async function openRepository(folder: string, signal: AbortSignal): Promise<Repository> {
  const run = (cwd: string, args: readonly string[], input?: string) => git(cwd, args, { input, signal });
  const top = (await run(folder, ['rev-parse', '--show-toplevel'])).toString().trimEnd();
  return {
    git: (args, input) => run(top, args, input),
    md5,
    read: (path) => readIfThere(join(top, path)),
    write: (path, text) => replaceFile(join(top, path), text),
  };
}

function git(
  cwd: string,
  args: readonly string[],
  { input, signal }: { input: string | undefined; signal: AbortSignal },
): Promise<Buffer> {
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...safe, ...args],
      { cwd, encoding: 'buffer', maxBuffer: maxOutput, timeout: gitMs, signal },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new UsageError(`git ${args[0]} failed: ${stderr.toString().trim() || error.message}`));
      },
    );
    child.stdin?.on('error', () => {
      // It has ended without reading all: how it ended is told.
    });
    child.stdin?.end(input ?? '');
  });
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
