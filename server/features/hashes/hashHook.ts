import { chmod, lstat, mkdir, realpath, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import type { HashHook } from '../../../shared/hashes.ts';
import { hasCode, toFileError } from '../../core/files/fileError.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';
import { isWithin, toClientPath } from '../../core/files/workspacePaths.ts';
import type { FileRoots } from '../../core/files/workspacePaths.ts';
import { runGit } from '../../core/git/runGit.ts';
import { findRepository } from './findRepository.ts';

/** The tool that solves conflicts about sums, as `git mergetool --tool` calls it. */
const tool = 'webrunner-md5';
const marker = '# Written by Webrunner, which also removes it.';
/** A hook with more bytes than that is not ours. */
const maxHook = 64 * 1024;

/** Folders, and the program that the hook starts: the built command line. */
export interface HookPlaces {
  readonly roots: FileRoots;
  readonly commandLine: string;
}

/** Tells whether the repository around a real path has the hook, and if not, whether it can have it. */
export async function readHook(places: HookPlaces, path: string): Promise<HashHook> {
  return (await look(places, path)).hook;
}

/** Installs hook and merge tool, or brings them up to date. Rejects with AppError where there is another hook. */
export async function installHook(places: HookPlaces, path: string): Promise<HashHook> {
  const { hook, repository, file } = await look(places, path);
  if (file === undefined || hook.state === 'foreign') throw new AppError('exists', hook.message);
  try {
    await mkdir(dirname(file), { recursive: true });
    if (hook.state === 'installed') await unlink(file);
    // Never over what has come meanwhile, and never through a link.
    await writeFile(file, hookText(places.commandLine), { flag: 'wx', mode: 0o755 });
    await chmod(file, 0o755);
  } catch (error) {
    throw toFileError(error, 'write');
  }
  await configure(repository, ['--local', `mergetool.${tool}.cmd`, toolCommand(places.commandLine)]);
  await configure(repository, ['--local', `mergetool.${tool}.trustExitCode`, 'true']);
  return readHook(places, path);
}

/** Removes what was installed; a hook of somebody else stays. */
export async function removeHook(places: HookPlaces, path: string): Promise<HashHook> {
  const { hook, repository, file } = await look(places, path);
  if (file === undefined || hook.state === 'foreign') throw new AppError('exists', hook.message);
  try {
    if (hook.state === 'installed') await unlink(file);
  } catch (error) {
    throw toFileError(error, 'write');
  }
  const { ok } = await runGit(repository, ['config', '--local', '--get', `mergetool.${tool}.cmd`]);
  if (ok) await configure(repository, ['--local', '--remove-section', `mergetool.${tool}`]);
  return readHook(places, path);
}

interface Found {
  readonly hook: HashHook;
  /** Real folder of the repository; only where there is a place for the hook, `file`. */
  readonly repository: string;
  readonly file: string | undefined;
}

async function look({ roots, commandLine }: HookPlaces, path: string): Promise<Found> {
  const start = (await stat(path)).isDirectory() ? path : dirname(path);
  const repository = isWithin(roots.workspace, start)
    ? await findRepository(roots.workspace, start)
    : undefined;
  const none = (message: string): Found => ({
    hook: { state: 'impossible', message },
    ...{ repository: start, file: undefined },
  });
  if (repository === undefined) return none('There is no repository of git around this file.');
  const name = toClientPath(roots, repository) ?? '';
  const { ok, stdout, complaint } = await runGit(repository, ['rev-parse', '--git-common-dir']);
  if (!ok) return none(`Git cannot read the repository ${name}: ${complaint}`);
  // The last value is the one that every call of ours has.
  const { stdout: values } = await runGit(repository, ['config', '--get-all', 'core.hooksPath']);
  const [hooksPath] = values.trimEnd().split('\n').slice(0, -1);
  if (hooksPath !== undefined) {
    return none(
      `The hooks of ${name} are in ${hooksPath} (core.hooksPath), which another program looks after: add the line "${hookCommand(commandLine)}" to its pre-commit.`,
    );
  }
  const gitFolder = await realpath(resolve(repository, stdout.trimEnd()));
  const hooks = join(gitFolder, 'hooks');
  if (!isWithin(roots.workspace, gitFolder) || (await isLink(hooks))) {
    return none(`The hooks of ${name} are outside of the workspace: install the hook from there.`);
  }
  const file = join(hooks, 'pre-commit');
  return { hook: { ...(await judge(file, name, commandLine)), repository: name }, repository, file };
}

async function judge(file: string, name: string, commandLine: string): Promise<HashHook> {
  const text = await readIfThere(file);
  if (text === undefined) {
    return { state: 'missing', message: `${name} has no hook: with it each commit gets the right MD5 sums.` };
  }
  if (text.includes(marker)) {
    return {
      state: 'installed',
      message: `${name} has the hook: each commit gets the right MD5 sums. Conflicts about sums are solved by: git mergetool -t ${tool}`,
    };
  }
  return {
    state: 'foreign',
    message: `${name} has a pre-commit hook of its own, which stays: add the line "${hookCommand(commandLine)}" to it.`,
  };
}

/** Empty of what is there and no text of ours, such as a link. */
async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const file = await openFile(path);
    try {
      return (await readWhole(file, maxHook)).toString();
    } finally {
      await file.handle.close();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === 'not_found' ? undefined : '';
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

async function configure(repository: string, args: readonly string[]): Promise<void> {
  const { ok, complaint } = await runGit(repository, ['config', ...args]);
  if (!ok) throw new AppError('internal', `Git did not change its configuration: ${complaint}`);
}

function hookText(commandLine: string): string {
  return `#!/bin/sh
${marker}
# What is committed gets the MD5 sums of the files that are committed with it.
webrunner=${quoted(commandLine)}
if [ -f "$webrunner" ]; then
  exec ${quoted(process.execPath)} "$webrunner" md5 --staged
fi
echo "Webrunner is gone from $webrunner: MD5 sums are not looked at. Remove $0 to hear no more of it." >&2
`;
}

function hookCommand(commandLine: string): string {
  return `${quoted(process.execPath)} ${quoted(commandLine)} md5 --staged || exit 1`;
}

function toolCommand(commandLine: string): string {
  return `${quoted(process.execPath)} ${quoted(commandLine)} md5 --solve "$MERGED"`;
}

/** As one word of a shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
