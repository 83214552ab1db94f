import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../../shared/core/errors.ts';
import type { Run, StepKind } from '../../../shared/runs.ts';
import { isSettled } from '../../../shared/status.ts';
import type { Program } from '../../core/command.ts';
import { NotReachedError } from '../../core/errors.ts';

/** Milliseconds between two looks at what goes on. */
const interval = 250;
/** Bytes of a log that are asked for at once. */
const pieceSize = 1024 * 1024;
/** Milliseconds for which a server that was there is waited for, as when it is started anew: runs go on without it. */
const patience = 60_000;

/** Takes the bytes of the logs, in their order. */
export interface LogReader {
  begin(step: StepKind): Promise<void>;
  take(step: StepKind, bytes: Uint8Array): Promise<void>;
  end(step: StepKind): Promise<void>;
}

/** The run of that number, or the latest. Throws AppError `not_found`. */
export async function findRun({ api }: Pick<Program, 'api'>, id?: number): Promise<Run> {
  const query = id === undefined ? { limit: 1 } : { before: id + 1, limit: 1 };
  const [run] = (await api.call('listRuns', { query })).runs;
  if (run !== undefined && (id === undefined || run.id === id)) return run;
  throw new AppError('not_found', id === undefined ? 'There is no run yet.' : `There is no run ${id}.`);
}

/** Reads the logs of a run as far as they are. */
export async function readLogs(
  { api }: Program,
  { id }: Run,
  { reader, steps }: { reader: LogReader; steps: readonly StepKind[] },
): Promise<void> {
  for (const step of steps) {
    await reader.begin(step);
    await readOn(reader, { step, at: 0 }, (at) => readPiece(api, id, { step, at }));
    await reader.end(step);
  }
}

/** Reads the logs of a run while it goes on, to the end of its steps. */
export async function followLogs(
  program: Program,
  { id }: Run,
  { reader, steps }: { reader: LogReader; steps: readonly StepKind[] },
): Promise<void> {
  for (const step of steps) {
    await reader.begin(step);
    for (let place = { step, at: 0 }, isOver = false; !isOver;) {
      // Looked at first: what a step that is over has printed is all there.
      isOver = hasEnded(await patiently(program, () => findRun(program, id)), step);
      place = await readOn(reader, place, (at) =>
        patiently(program, () => readPiece(program.api, id, { step, at })),
      );
      if (!isOver) await pause(interval, undefined, { signal: program.signal });
    }
    await reader.end(step);
  }
}

/** Waits for the end of a run, and answers it. */
export async function waitForRun(program: Program, { id }: Run): Promise<Run> {
  for (;;) {
    const run = await patiently(program, () => findRun(program, id));
    if (isSettled(run.state)) return run;
    await pause(interval, undefined, { signal: program.signal });
  }
}

function hasEnded({ state, steps }: Run, kind: StepKind): boolean {
  return isSettled(state) || steps.some((step) => step.kind === kind && isSettled(step.state));
}

/** How far a log was read: `at` is a number of bytes. */
interface Place {
  readonly step: StepKind;
  readonly at: number;
}

/** Reads a log from a place on to where it ends by now, which it answers. */
async function readOn(
  reader: LogReader,
  { step, at }: Place,
  read: (at: number) => Promise<Uint8Array>,
): Promise<Place> {
  for (let place = at; ;) {
    const bytes = await read(place);
    if (bytes.length === 0) return { step, at: place };
    place += bytes.length;
    await reader.take(step, bytes);
  }
}

function readPiece(api: Program['api'], run: number, { step, at }: Place): Promise<Uint8Array> {
  return api.call('readLog', { params: { run, step }, query: {}, range: [at, at + pieceSize] });
}

/** Asks again where the server has gone for a while; says so once. */
async function patiently<T>({ output, signal }: Program, ask: () => Promise<T>): Promise<T> {
  let lostAt: number | undefined;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NotReachedError)) throw error;
      if (lostAt === undefined) {
        lostAt = performance.now();
        await output.note(`${error.message} The run goes on without it; waiting for a server.`);
      }
      if (performance.now() - lostAt > patience) throw error;
    }
    await pause(interval, undefined, { signal });
  }
}
