import { readdir } from 'node:fs/promises';
import { readProblems } from './diagnoseRun.ts';
import { logSize, readRecord, readStatus } from './runFiles.ts';
import type { RunFacts } from './toRun.ts';

/** Numbers of the run directories, whatever is in them: none is given away twice. */
export async function listIds(directory: string): Promise<number[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && /^[1-9]\d{0,14}$/.test(entry.name))
    .map((entry) => Number(entry.name));
}

/** What is known of the run with this directory; undefined where there is none, or its record was damaged. */
export async function readFacts(directory: string): Promise<RunFacts | undefined> {
  const record = await readRecord(directory);
  if (record === undefined) return undefined;
  const status = await readStatus(directory, true);
  return {
    ...{ record, status, problems: await readProblems(directory, status) },
    logSizes: {
      software: await logSize(directory, 'software'),
      instance: await logSize(directory, 'instance'),
    },
  };
}
