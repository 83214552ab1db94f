import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import type { CheckedHashFile, HashListing } from '../../../shared/hashes.ts';
import {
  checkHashes,
  hashFileName,
  isEntryOf,
  isStale,
  parseHashFile,
  withSums,
} from '../../../shared/profile/hashFile.ts';
import type { CheckedEntry } from '../../../shared/profile/hashFile.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';
import { contentEtag, isText } from '../../core/files/textContent.ts';
import { toClientPath } from '../../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { findHashFiles } from './findHashFiles.ts';
import { findRepository } from './findRepository.ts';

/** A buildout.hash.cfg with more bytes than that is none. */
const maxHashFile = 1024 * 1024;

/** The hash files below a real folder of the workspace, or one that is named itself, with the sums of what they list. */
export async function checkHashFiles(paths: WorkspacePaths, real: string): Promise<CheckedHashFile[]> {
  const found = (await stat(real)).isDirectory() ? await findHashFiles(real) : [real];
  const sumOf = createSums(paths);
  const files: CheckedHashFile[] = [];
  for (const file of found) {
    const text = await unless(readText(file));
    const path = toClientPath(paths.roots, file);
    if (text === undefined || path === undefined) continue;
    const entries = await check(file, text.text, sumOf);
    files.push({
      path,
      entries: entries.map(({ section, line, filename, md5sum, md5 }) => ({
        ...{ section, line, filename },
        ...(md5sum !== undefined && { md5sum }),
        ...(md5 !== undefined && { md5 }),
      })),
    });
  }
  return files;
}

/**
 * Every place where a real file of the workspace is listed: in the hash files of its repository, or of the workspace where
 * it is in none. One that lies in a folder aside may name it by `../`.
 */
export async function findListings(paths: WorkspacePaths, file: string): Promise<HashListing[]> {
  const { workspace } = paths.roots;
  if (paths.rootOf(file) !== 'workspace') return [];
  const project = (await findRepository(workspace, dirname(file))) ?? workspace;
  const listings: HashListing[] = [];
  for (const profile of await findHashFiles(project)) {
    const path = toClientPath(paths.roots, profile);
    const read = await unless(readText(profile));
    if (path === undefined || read === undefined) continue;
    const wanted = relative(dirname(profile), file);
    for (const entry of parseHashFile(read.text)) {
      if (!isEntryOf(entry, wanted)) continue;
      listings.push({ path, section: entry.section, md5sum: entry.md5sum ?? '' });
    }
  }
  return listings;
}

/** The text of a hash file with the right sums. */
export interface UpdatedText {
  /** Of the text that it was made from. */
  readonly etag: string;
  readonly text: string;
  /** How many sums were not right. */
  readonly sums: number;
}

/** Makes the text that a real hash file should have. Throws AppError where it cannot be read. */
export async function updateText(paths: WorkspacePaths, file: string): Promise<UpdatedText> {
  if (paths.rootOf(file) !== 'workspace' || !file.endsWith(`/${hashFileName}`)) {
    throw new AppError('bad_request', `Only a ${hashFileName} of the workspace has sums to update.`);
  }
  const { text, etag } = await readText(file);
  const stale = (await check(file, text, createSums(paths))).filter(isStale);
  return { etag, text: withSums(text, stale), sums: stale.length };
}

type SumOf = (real: string) => Promise<string | undefined>;

function check(file: string, text: string, sumOf: SumOf): Promise<CheckedEntry[]> {
  return checkHashes(text, (filename) => sumOf(join(dirname(file), filename)));
}

/** Sums by absolute path, each found once; undefined of what is not there, or outside of the workspace. */
function createSums(paths: WorkspacePaths): SumOf {
  const known = new Map<string, Promise<string | undefined>>();
  const find = async (path: string): Promise<string | undefined> => {
    const client = toClientPath(paths.roots, path);
    if (client === undefined) return undefined;
    const resolved = await paths.resolve(client);
    return resolved.exists && resolved.root === 'workspace' ? await sum(resolved.path) : undefined;
  };
  return (path) => {
    const sum = known.get(path) ?? unless(find(path));
    known.set(path, sum);
    return sum;
  };
}

async function sum(path: string): Promise<string> {
  const { handle } = await openFile(path);
  try {
    const hash = createHash('md5');
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

async function readText(path: string): Promise<{ text: string; etag: string }> {
  const file = await openFile(path);
  try {
    const bytes = await readWhole(file, maxHashFile);
    if (!isText(bytes)) throw new AppError('not_text', 'This is no text.');
    return { text: bytes.toString(), etag: await contentEtag(bytes) };
  } finally {
    await file.handle.close();
  }
}

/** What was foreseen to fail is not there. */
async function unless<T>(finding: Promise<T>): Promise<T | undefined> {
  try {
    return await finding;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
