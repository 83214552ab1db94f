import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { diagnose } from '../../shared/profile/diagnosis/diagnose.ts';
import { failureText, findErrorBlock, rowsOf } from '../../shared/profile/diagnosis/errorBlock.ts';
import { Problem } from '../../shared/profile/problem.ts';
import type { Fix } from '../../shared/profile/problem.ts';
import type { ServerRoots } from '../../shared/profile/fileLinks.ts';
import { AppError } from '../../shared/core/errors.ts';
import { fileRoots } from '../../shared/workspace.ts';
import { hasCode } from '../core/files/fileError.ts';
import { openFile, readWhole } from '../core/files/openFile.ts';
import { toClientPath } from '../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../core/files/workspacePaths.ts';
import { writeJson } from '../core/state/writeJson.ts';
import { findSection } from './findSection.ts';
import type { ProfileFiles } from './findSection.ts';
import { logPath, readParsed } from './runFiles.ts';
import type { RunFacts } from './toRun.ts';

/** Bytes at the end of a log in which the explanation of a failure is looked for. */
const tailBytes = 512 * 1024;
/** Bytes of a profile that is looked through. */
const maxProfile = 2 * 1024 * 1024;
const file = 'problems.json';

const ProblemsFile = z.object({ version: z.literal(1), problems: z.array(Problem) });

/** The steps that want an explanation. */
function failedSteps(status: RunFacts['status']) {
  return (status?.steps ?? []).filter(({ state }) => state === 'failed' || state === 'promiseFailed');
}

/** What is wrong with a run, as it was found out once; undefined where a step failed and nobody has looked yet. */
export async function readProblems(
  directory: string,
  status: RunFacts['status'],
): Promise<readonly Problem[] | undefined> {
  if (failedSteps(status).length === 0) return [];
  return (await readParsed(join(directory, file), ProblemsFile, true))?.problems;
}

/**
 * Finds out why the steps of a run that is over failed, and where, from their logs and the profiles as they are, and keeps
 * it in the run's directory.
 */
export async function diagnoseRun(
  directory: string,
  { record, status }: RunFacts,
  paths: WorkspacePaths,
): Promise<readonly Problem[]> {
  const roots: ServerRoots = fileRoots.map((root) => ({ root, folder: paths.roots[root] }));
  const problems: Problem[] = [];
  for (const { kind: step, reason } of failedSteps(status)) {
    const rows = rowsOf(await readTail(logPath(directory, step)));
    const text = failureText(rows, findErrorBlock(rows), reason);
    const { cause, file: named, section, option, action } = diagnose(text, roots);
    const profile = toClientPath(paths.roots, record.release.url);
    // The log of a run on all does not say which release a section is of.
    const isSearched = named === undefined && section !== undefined && record.scope === 'one';
    const place =
      isSearched && profile !== undefined
        ? await findSection(profile, step, { section, option }, profileFiles(paths))
        : named;
    problems.push({
      severity: 'error',
      message: reason ?? 'The step failed: see its log.',
      ...(cause === undefined ? {} : { cause }),
      ...(place === undefined ? {} : { place }),
      ...(section === undefined ? {} : { section }),
      fixes: fixesOf(action, named?.path),
      source: { step },
    });
  }
  if (problems.length === 0) return problems;
  await writeJson(join(directory, file), { version: 1, problems } satisfies z.infer<typeof ProblemsFile>);
  return problems;
}

function fixesOf(action: 'md5' | 'services' | undefined, path: string | undefined): Fix[] {
  if (action === 'services') return [{ kind: 'showServices' }];
  return action === 'md5' && path !== undefined ? [{ kind: 'updateMd5', path }] : [];
}

/** The last whole rows of a log; empty where there is none. */
async function readTail(path: string): Promise<string> {
  let handle;
  try {
    handle = await open(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}

/** The profiles as they are on disk: one that cannot be read is as if it were not there. */
function profileFiles(paths: WorkspacePaths): ProfileFiles {
  return {
    read: async (path) => {
      try {
        const opened = await openFile((await paths.resolve(path)).path);
        try {
          return (await readWhole(opened, maxProfile)).toString('utf8');
        } finally {
          await opened.handle.close();
        }
      } catch (error) {
        if (error instanceof AppError) return undefined;
        throw error;
      }
    },
    list: async (path) => {
      const { path: folder, exists } = await paths.resolve(path);
      if (!exists) return [];
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
  };
}
