import { open } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { diagnose } from '../../shared/profile/diagnosis/diagnose.ts';
import type { Failure } from '../../shared/engine.ts';
import { runFiles } from '../../shared/engine.ts';
import { Problem } from '../../shared/profile/problem.ts';
import type { Fix, Place } from '../../shared/profile/problem.ts';
import type { ServerRoots } from '../../shared/profile/fileLinks.ts';
import { fileRoots } from '../../shared/workspace.ts';
import { hasCode } from '../core/files/fileError.ts';
import { toClientPath } from '../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../core/files/workspacePaths.ts';
import { writeJson } from '../core/state/writeJson.ts';
import { failureInLog } from './failureInLog.ts';
import type { LogTail } from './failureInLog.ts';
import { findSection } from './findSection.ts';
import { parsePartEvents } from './partEvents.ts';
import { profileFiles } from './profileFiles.ts';
import { logPath, readParsed } from './runFiles.ts';
import type { StepKind } from '../../shared/runs.ts';
import type { RunFacts } from './toRun.ts';

/** Bytes at the end of a log, and of a file of parts, in which a failure is looked for. */
const tailBytes = 512 * 1024;
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
 * Finds out why the steps of a run that is over failed, and where, from what the engine said of it and the profiles as they are, and keeps
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
    const failure = await readFailure(directory, step, reason);
    const text = [failure?.text, reason].filter((part) => part !== undefined).join('\n');
    const { cause, file: named, section, option, action } = diagnose(text, roots);
    const log = failureInLog(await readTail(logPath(directory, step)), { printed: failure?.text, reason });
    const profile = record.release.profile ?? toClientPath(paths.roots, record.release.url);
    // The log of a run on all does not say which release a section is of.
    const isSearched = section !== undefined && profile !== undefined && record.scope === 'one';
    const place =
      named ??
      placeOf(failure, paths) ??
      (isSearched ? await findSection(profile, step, { section, option }, profileFiles(paths)) : undefined);
    problems.push({
      severity: 'error',
      message: reason ?? 'The step failed: see its log.',
      ...(cause === undefined ? {} : { cause }),
      ...(place === undefined ? {} : { place }),
      ...(section === undefined ? {} : { section }),
      fixes: fixesOf(action, named?.path),
      source: { step, ...(log === undefined ? {} : { log }) },
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

/** What buildout itself said of the failure that is the reason of a step; undefined where it was none of a build. */
async function readFailure(
  directory: string,
  step: StepKind,
  reason: string | undefined,
): Promise<Failure | undefined> {
  const { bytes } = await readTail(join(directory, runFiles.parts[step]));
  const told = parsePartEvents(bytes.toString('utf8')).flatMap((event) =>
    event.event === 'failure' ? [event.failure] : [],
  );
  return told.findLast(({ message }) => reason?.includes(message));
}

/** Where a failure comes from, where that is a file of the workspace: others are copies, which the next build replaces. */
function placeOf(failure: Failure | undefined, { roots }: WorkspacePaths): Place | undefined {
  if (failure?.place === undefined) return undefined;
  const { file: name, line } = failure.place;
  const path = toClientPath(roots, name);
  if (path?.startsWith('workspace/') !== true) return undefined;
  return line === undefined ? { path } : { path, line };
}

/** The last whole rows of a file; none where there is no such file. */
async function readTail(path: string): Promise<LogTail> {
  let handle;
  try {
    handle = await open(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { bytes: Buffer.alloc(0), start: 0 };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - tailBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
    const cut = start === 0 ? 0 : buffer.indexOf(0x0a) + 1;
    return { bytes: buffer.subarray(cut, bytesRead), start: start + cut };
  } finally {
    await handle.close();
  }
}
