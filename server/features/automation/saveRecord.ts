import { lstat, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputChange, Run } from '../../../shared/runs.ts';
import { hasCode } from '../../core/files/fileError.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';

/** A time by two clocks: that of the machine, which files have and which may be set; and the monotonic one, in ms. */
export interface Moment {
  readonly date: number;
  readonly ticks: number;
}

/** Tells changes that somebody saved from those that a run may have made itself. */
export interface SaveRecord {
  /** A client saved, moved or deleted what is at this real path. */
  noteEdit(path: string): void;
  /** What changed while this run went on may have been changed by it. */
  noteEnd(run: Pick<Run, 'id' | 'createdAt'>): void;
  /** Whether any of the changes was made after `since` by a client, or by whomever while no run went on. */
  holdsAny(changes: readonly InputChange[], since: Moment): Promise<boolean>;
}

/** Edits, and runs, that are remembered. */
const maxEdits = 10_000;
const maxRuns = 100;

export function createSaveRecord(workspace: string): SaveRecord {
  /** Ticks by real path. */
  const edits = new Map<string, number>();
  /** Dates by run. */
  const runs = new Map<number, { from: number; to: number }>();

  const isEdited = async (file: string, since: Moment): Promise<boolean> => {
    const places = [file, (await unlessGone(realpath(file))) ?? file];
    for (const [edited, ticks] of edits) {
      if (ticks > since.ticks && places.some((place) => isWithin(edited, place))) return true;
    }
    return false;
  };
  const holds = async ({ path, kind }: InputChange, since: Moment): Promise<boolean> => {
    const names = path.split('/').slice(1);
    const file = join(workspace, ...names);
    if (await isEdited(file, since)) return true;
    // What is moved keeps its time, what is deleted has none: the folders tell.
    const folders =
      kind === 'changed' ? [] : names.map((_, depth) => join(workspace, ...names.slice(0, depth)));
    const date = Math.max(...(await Promise.all([file, ...folders].map(changeDate))));
    return date > since.date && ![...runs.values()].some(({ from, to }) => from <= date && date <= to);
  };
  return {
    noteEdit: (path) => putLast(edits, path, performance.now(), maxEdits),
    noteEnd: ({ id, createdAt }) =>
      putLast(runs, id, { from: Date.parse(createdAt), to: Date.now() }, maxRuns),
    holdsAny: async (changes, since) => {
      for (const change of changes) if (await holds(change, since)) return true;
      return false;
    },
  };
}

export function momentNow(): Moment {
  return { date: Date.now(), ticks: performance.now() };
}

/** Puts an entry at the end of a map, which drops its first one when it has too many. */
function putLast<K, V>(map: Map<K, V>, key: K, value: V, max: number): void {
  map.delete(key);
  map.set(key, value);
  const first = map.keys().next();
  if (map.size > max && first.done !== true) map.delete(first.value);
}

/** When an entry, or what it links to, changed last in any way, in ms; programs cannot choose this time. 0 where there is none. */
async function changeDate(path: string): Promise<number> {
  const found = await Promise.all([lstat, stat].map((look) => unlessGone(look(path))));
  return Math.max(...found.map((stats) => stats?.ctimeMs ?? 0));
}

async function unlessGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES')) return undefined;
    throw error;
  }
}
