import { basename, dirname, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { solveConflicts } from '../../../shared/profile/hashConflicts.ts';
import { decodeText, hashFileName } from '../../../shared/profile/hashFile.ts';
import { checkStaged } from '../../../shared/profile/stagedHashes.ts';
import { defineCommand } from '../../core/command.ts';
import type { Program } from '../../core/command.ts';
import { UsageError } from '../../core/errors.ts';
import { exitCodes } from '../../core/exitCodes.ts';
import type { ExitCode } from '../../core/exitCodes.ts';
import { checkHashFile, foreseen, hashFilesOf, openRepository, replaceFile } from './workingTree.ts';

/** It needs no server: hooks and checks run where there is none, and the pages of one follow the files on disk. */
export const md5 = defineCommand({
  name: 'md5',
  operand: '[PATH…]',
  summary: 'check or update the MD5 sums of buildout.hash.cfg files',
  options: {
    check: { summary: 'tell which are stale, and end with 1 where some are (default)' },
    update: { summary: 'write the right ones; nothing else in the files changes' },
    staged: {
      summary: 'look at what git is about to commit; stage and write the right ones, as the hook does',
    },
    solve: { value: 'FILE', summary: 'solve the conflicts of a merge or rebase that are about sums alone' },
  },
  notes: `PATH is a folder, with all that is below it, or a buildout.hash.cfg; without one, the present folder. No server
is needed. With --staged, PATH is a folder of the repository; with --staged --check nothing is staged or written.`,
  run: async (program, { values: { check, update, staged, solve }, operands }) => {
    if (check === true && update === true) throw new UsageError('--check and --update exclude each other.');
    if (solve !== undefined) {
      if (operands.length > 0) throw new UsageError('--solve is about one file, without PATH.');
      return solveFile(program, resolve(solve));
    }
    if (staged === true) {
      if (operands.length > 1) throw new UsageError('--staged is about one repository.');
      return updateStaged(program, operands[0] ?? '.', check === true);
    }
    return updateFiles(program, operands.length === 0 ? ['.'] : operands, update === true);
  },
});

async function updateFiles(
  { output, isJson }: Program,
  paths: readonly string[],
  update: boolean,
): Promise<ExitCode> {
  const files = [];
  for (const path of await hashFilesOf(paths)) {
    const file = await checkHashFile(path);
    if (update && file.stale.length > 0) await replaceFile(path, file.text);
    const stale = file.stale.map(({ filename }) => filename);
    const missing = file.missing.map(({ filename }) => filename);
    files.push({ path, stale, missing });
    if (isJson) continue;
    for (const filename of stale)
      await output.print(`${path}: ${filename} ${update ? 'updated' : 'is stale'}`);
    for (const filename of missing) await output.note(`${path}: there is no ${filename}`);
  }
  if (isJson) await output.json({ files });
  return !update && files.some(({ stale }) => stale.length > 0) ? exitCodes.runFailed : exitCodes.ok;
}

async function updateStaged(
  { output, isJson, signal }: Program,
  folder: string,
  check: boolean,
): Promise<ExitCode> {
  // For `git commit FILE` git makes an index that is thrown away: what is added there would be undone by the next commit.
  const isPartial = /^next-index-/.test(basename(process.env.GIT_INDEX_FILE ?? ''));
  const update = !check && !isPartial;
  const files = await checkStaged(await openRepository(folder, signal), { update });
  if (isJson) await output.json({ files });
  for (const { path, filenames } of isJson ? [] : files) {
    await output.print(`${path}: ${filenames.join(', ')} ${update ? 'updated' : 'is stale'}`);
  }
  if (update || files.length === 0) return exitCodes.ok;
  if (isPartial) {
    await output.note(
      'Commit these hash files too, after webrunner md5 --update; or commit all that is staged.',
    );
  }
  return exitCodes.runFailed;
}

async function solveFile({ output, isJson, signal }: Program, path: string): Promise<ExitCode> {
  if (basename(path) !== hashFileName) throw new UsageError(`${path} is no ${hashFileName}.`);
  const bytes = await foreseen(path, 'read', readFile(path));
  const before = decodeText(bytes);
  if (before === undefined) throw new UsageError(`${path} is no text in UTF-8.`);
  const { text, left } = solveConflicts(before);
  const file = await checkHashFile(path, text);
  const unmerged = await unmergedOf(path, signal);
  const waiting = file.stale
    .map(({ filename }) => filename)
    .filter((name) => unmerged.has(resolve(dirname(path), name)));
  const isSolved = left.length === 0 && waiting.length === 0;
  if (waiting.length === 0) await replaceFile(path, file.text);
  if (isJson) await output.json({ path, left, waiting });
  for (const filename of isJson ? [] : waiting) {
    await output.note(`${filename} has conflicts itself: solve them first, then ${path} again.`);
  }
  for (const line of isJson ? [] : left) {
    await output.note(`${path}:${line}: this conflict is about which files are listed: solve it by hand.`);
  }
  return isSolved ? exitCodes.ok : exitCodes.runFailed;
}

/** Absolute names of the files around a hash file that a merge has left in conflict. */
async function unmergedOf(path: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { git } = await openRepository(dirname(path), signal);
  const top = Buffer.from(await git(['rev-parse', '--show-toplevel']))
    .toString()
    .trimEnd();
  const printed = Buffer.from(await git(['diff', '--name-only', '--diff-filter=U', '-z'])).toString();
  return new Set(
    printed
      .split('\0')
      .filter((name) => name !== '')
      .map((name) => resolve(top, name)),
  );
}
