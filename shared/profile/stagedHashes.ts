import { checkHashes, decodeText, hashFileName, isStale, parseHashFile, withSums } from './hashFile.ts';
import type { HashEntry } from './hashFile.ts';

/** What is needed of a repository. Paths are relative to its top, with `/`. */
export interface Repository {
  /** What git prints. Rejects where it fails. */
  readonly git: (args: readonly string[], input?: string) => Promise<Uint8Array>;
  readonly md5: (bytes: Uint8Array) => string;
  /** The bytes of a file of the working tree; undefined where there is none. */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
  readonly write: (path: string, text: string) => Promise<void>;
}

/** A hash file that is to be committed with sums that are not those of the files that are committed beside it. */
export interface StagedHashFile {
  readonly path: string;
  /** The files whose sums were stale. */
  readonly filenames: readonly string[];
}

interface IndexEntry {
  readonly mode: string;
  readonly id: string;
}

/**
 * Finds the stale sums of what is about to be committed, and with `update` stages hash files that have the right ones, and
 * writes these into the working tree too. Sums are those of the files as they are staged. Who commits without hooks calls
 * this before.
 */
export async function checkStaged(
  repository: Repository,
  { update }: { update: boolean },
): Promise<StagedHashFile[]> {
  const index = await readIndex(repository);
  const staged = new Set(
    lines(await repository.git(['diff', '--cached', '--name-only', '--no-renames', '-z'])),
  );
  const hashFiles = [...index].filter(([path]) => path.split('/').at(-1) === hashFileName);
  const texts =
    staged.size === 0
      ? []
      : await readBlobs(
          repository,
          hashFiles.map(([, { id }]) => id),
        );
  const found: StagedHashFile[] = [];
  for (const [at, bytes] of texts.entries()) {
    const [path, entry] = hashFiles[at] ?? [];
    const text = decodeText(bytes);
    if (path === undefined || entry === undefined || text === undefined) continue;
    const isConcerned = ({ filename }: HashEntry) => staged.has(pathBeside(path, filename));
    if (!staged.has(path) && !parseHashFile(text).some(isConcerned)) continue;
    const entries = await checkHashes(text, (filename) => {
      const file = pathBeside(path, filename);
      return stagedSum(repository, file, index.get(file));
    });
    const stale = entries.filter(isStale);
    if (stale.length === 0) continue;
    found.push({ path, filenames: stale.map(({ filename }) => filename) });
    if (!update) continue;
    const id = decode(await repository.git(['hash-object', '-w', '--stdin'], withSums(text, stale))).trim();
    await repository.git(['update-index', '--cacheinfo', `${entry.mode},${id},${path}`]);
    await updateWorkingTree(repository, path, new Set(stale.map(({ section }) => section)));
  }
  return found;
}

/** The bytes of objects, by one call for all of them. */
async function readBlobs({ git }: Repository, ids: readonly string[]): Promise<Uint8Array[]> {
  const printed = await git(['cat-file', '--batch'], ids.map((id) => `${id}\n`).join(''));
  const blobs: Uint8Array[] = [];
  for (let at = 0; blobs.length < ids.length;) {
    // `<id> blob <size>`, the bytes, and the end of a line.
    const lineEnd = printed.indexOf(0x0a, at);
    const header = decode(printed.subarray(at, lineEnd));
    const size = Number(/ blob (\d+)$/.exec(header)?.[1] ?? NaN);
    if (lineEnd === -1 || Number.isNaN(size)) throw new Error(`git cat-file told of no blob: ${header}`);
    blobs.push(printed.subarray(lineEnd + 1, lineEnd + 1 + size));
    at = lineEnd + 1 + size + 1;
  }
  return blobs;
}

/** The same entries in the working tree, where files may be further than what is staged. */
async function updateWorkingTree(
  repository: Repository,
  path: string,
  sections: ReadonlySet<string>,
): Promise<void> {
  const bytes = await repository.read(path);
  const text = bytes && decodeText(bytes);
  if (text === undefined) return;
  const entries = await checkHashes(text, async (filename) => {
    const listed = await repository.read(pathBeside(path, filename));
    return listed && repository.md5(listed);
  });
  const stale = entries.filter((entry) => isStale(entry) && sections.has(entry.section));
  if (stale.length > 0) await repository.write(path, withSums(text, stale));
}

async function readIndex({ git }: Repository): Promise<Map<string, IndexEntry>> {
  const index = new Map<string, IndexEntry>();
  for (const line of lines(await git(['ls-files', '--stage', '-z']))) {
    const [, mode, id, stage, path] = /^(\d+) ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || id === undefined || path === undefined || stage !== '0') continue;
    index.set(path, { mode, id });
  }
  return index;
}

/** Of what git would check out; of a link, or of another repository, none is known. */
async function stagedSum(
  { git, md5 }: Repository,
  path: string,
  entry: IndexEntry | undefined,
): Promise<string | undefined> {
  if (entry === undefined || !entry.mode.startsWith('100')) return undefined;
  return md5(await git(['cat-file', '--filters', `--path=${path}`, entry.id]));
}

/** A path as a file lists it, relative to the top of the repository. */
function pathBeside(hashFile: string, filename: string): string {
  const names = hashFile.split('/').slice(0, -1);
  for (const name of filename.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

function lines(bytes: Uint8Array): string[] {
  return decode(bytes)
    .split('\0')
    .filter((line) => line !== '');
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
