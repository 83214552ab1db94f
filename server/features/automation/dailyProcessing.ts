import { instanceKey } from '../../../shared/identity.ts';
import { jobs } from '../../../shared/jobs.ts';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import type { Run } from '../../../shared/runs.ts';
import { rootOf } from '../../../shared/instanceTree.ts';

/** What slapgrid has as its periodicity: a partition is worked on again when this time has gone. */
const dayMs = 24 * 60 * 60 * 1000;
/** After an attempt that failed, or was refused, the next is made so much later. */
const retryMs = dayMs / 4;

/** Decides which instance is to be worked on since a day has gone. */
export interface DailyProcessing {
  /**
   * The instance of a user whose tree has waited longest, of those that are due; undefined where none is, or the last was
   * taken a moment ago. `now` is in ms since the epoch: what counts is the date, also after a night of sleep or a restart.
   */
  next(
    instances: readonly SoftwareInstance[],
    history: () => readonly Run[],
    now: number,
  ): SoftwareInstance | undefined;
  /** Takes note that an instance was taken, whatever comes of it. */
  note(instance: SoftwareInstance, now: number): void;
}

/**
 * When an instance was worked on is read from its partition, and where that failed from the runs: both outlive the
 * server. Between two instances `pauseMs` go by, so that whoever wants to build gets a turn while many are due.
 */
export function createDailyProcessing(pauseMs: number): DailyProcessing {
  /** By key of the instance. A run that could not be started leaves no other trace. */
  const taken = new Map<string, number>();
  /** A date to come is that of a clock which was wrong. */
  const isWithin = (date: number | undefined, ms: number, now: number) =>
    date !== undefined && date <= now && now - date < ms;
  return {
    next: (instances, history, now) => {
      if ([...taken.values()].some((date) => isWithin(date, pauseMs, now))) return undefined;
      let longest: { root: SoftwareInstance; since: number } | undefined;
      for (const [root, tree] of treesOf(instances)) {
        const stamps = tree.map(({ processed }) => dateOf(processed));
        if (stamps.every((date) => isWithin(date, dayMs, now))) continue;
        const runs = history().filter((run) => isAbout(run, root));
        const succeeded = dateOf(
          runs.map((run) => succeededAt(run, root)).find((date) => date !== undefined),
        );
        const times = stamps.map((date) => date ?? succeeded ?? 0);
        if (times.every((date) => isWithin(date, dayMs, now))) continue;
        const last = runs.find((run) => beganAt(run) !== undefined);
        const failed = last && succeededAt(last, root) === undefined ? dateOf(beganAt(last)) : undefined;
        if ([failed, taken.get(instanceKey(root))].some((date) => isWithin(date, retryMs, now))) continue;
        const since = Math.min(...times);
        if (longest === undefined || since < longest.since) longest = { root, since };
      }
      return longest?.root;
    },
    note: (instance, now) => {
      taken.set(instanceKey(instance), now);
    },
  };
}

/** Each instance that a user requested and that is not to go, with those requested for it. */
function treesOf(instances: readonly SoftwareInstance[]): Map<SoftwareInstance, SoftwareInstance[]> {
  const trees = new Map<SoftwareInstance, SoftwareInstance[]>();
  for (const instance of instances) {
    const root = rootOf(instance, instances);
    if (root === undefined || [root, instance].some(isDestroyed)) continue;
    trees.set(root, [...(trees.get(root) ?? []), instance]);
  }
  return trees;
}

function isDestroyed({ requestedState }: SoftwareInstance): boolean {
  return requestedState === 'destroyed';
}

function isAbout({ action, computer, scope, release, reference }: Run, root: SoftwareInstance): boolean {
  return (
    jobs[action].builds === true &&
    computer === root.computer &&
    (scope === 'all' || (release === root.release && reference === root.reference))
  );
}

/** When a run began to deploy; undefined where it did not come to that. */
function beganAt({ steps }: Run): string | undefined {
  return steps.find(({ kind }) => kind === 'instance')?.startedAt;
}

/** When a run had deployed an instance to the end. */
function succeededAt({ steps }: Run, { partition }: SoftwareInstance): string | undefined {
  const step = steps.find(({ kind }) => kind === 'instance');
  const state = step?.results?.find(({ subject }) => subject === partition)?.state ?? step?.state;
  return state === 'completed' ? step?.finishedAt : undefined;
}

function dateOf(date: string | undefined): number | undefined {
  return date === undefined ? undefined : Date.parse(date);
}
