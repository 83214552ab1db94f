import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StepKind } from '../../../shared/runs.ts';
import { isSettled } from '../../../shared/status.ts';
import { readBootId, readProcess } from '../leader.ts';
import { runFiles } from '../../../shared/engine.ts';
import type { RunStatus } from '../../../shared/engine.ts';
import type { RunDraft } from '../runStore.ts';
import { writeJson } from '../../core/state/writeJson.ts';

type WrittenState = RunStatus['steps'][number]['state'];

/** A rebuild of the release `sample`. */
export const sampleDraft: RunDraft = {
  release: { name: 'sample', url: '/w/software/sample/software.cfg' },
  reference: 'sample',
  computer: 'local',
  action: 'rebuild',
  trigger: 'user',
  scope: 'one',
  verbose: false,
  force: true,
  steps: ['software', 'instance'],
};

/**
 * Writes a run directory by hand, as server and leader do. `leader` is the process that counts as the leader;
 * without one it is a process that is gone.
 */
export async function writeRun(
  directory: string,
  states: Readonly<Record<StepKind, WrittenState>>,
  leader?: number,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeJson(join(directory, 'run.json'), {
    ...sampleDraft,
    version: 2,
    id: Number(basename(directory)),
    expectedMs: {},
    createdAt: '2026-01-02T03:04:05.000Z',
  });
  await writeStatus(directory, states, leader);
}

/** Writes what the leader of a run writes. */
export async function writeStatus(
  directory: string,
  states: Readonly<Record<StepKind, WrittenState>>,
  leader?: number,
): Promise<void> {
  const process = leader === undefined ? undefined : await readProcess(leader);
  await writeJson(join(directory, runFiles.status), {
    version: 1,
    pid: leader ?? 4_000_000,
    startTime: process?.startTime ?? '1',
    bootId: await readBootId(),
    finished: isSettled(states.software) && isSettled(states.instance),
    steps: (['software', 'instance'] as const).map((kind) => ({
      kind,
      state: states[kind],
      ...(isSettled(states[kind])
        ? { exitCode: states[kind] === 'completed' ? 0 : 1, finishedAt: '2026-01-02T03:04:06.000Z' }
        : {}),
    })),
  });
}
