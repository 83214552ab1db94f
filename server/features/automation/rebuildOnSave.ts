import { jobs } from '../../../shared/jobs.ts';
import { AppError } from '../../../shared/core/errors.ts';
import type { Release } from '../../../shared/releases.ts';
import type { Run, RunOptions, RunTrigger } from '../../../shared/runs.ts';
import type { Settings } from '../../../shared/automation.ts';
import { isSettled } from '../../../shared/status.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore, toDisposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import { createSaveRecord, momentNow } from './saveRecord.ts';
import type { Moment } from './saveRecord.ts';

export interface RebuildOnSave extends Disposable {
  /** Why it did not build last, in one sentence; undefined where it does its work, or is off. */
  refusal(): string | undefined;
  readonly changed: Signal<void>;
}

export interface RebuildOnSaveDeps {
  /** Real absolute folder. */
  readonly workspace: string;
  /** Tells the real path of what clients save, move and delete. */
  readonly files: { readonly edited: Signal<string> };
  readonly settings: { get(): Settings };
  readonly releases: { readonly edited: Signal<string>; list(): Release[]; settled(): Promise<void> };
  readonly runStore: {
    list(filter: { release: string }): Run[];
    active(): Run | undefined;
    changed: Signal<Run>;
  };
  readonly runService: { start(options: RunOptions, trigger: RunTrigger): Promise<Run> };
  /** Wait after the last save. For tests. */
  readonly quietMs?: number;
}

const defaultQuietMs = 1000;
const never: Moment = { date: 0, ticks: 0 };
const log = createLogger('settings:save');

/**
 * While the setting is on, builds a release that was built before when one of its inputs was edited, shortly after the
 * last edit and not while another run goes on. A build that fails is not tried again before the next edit, since it
 * recorded the inputs that it failed with.
 *
 * A build may write its inputs itself, and must not be built for ever for that. So changes are told apart:
 * - What a client saved, and what changed while no run went on, somebody has saved: it is always built, after the run
 *   that goes on.
 * - What else changed while a run went on may have been saved (in a terminal) or written by the run: it is built once. When
 *   the build for it sees such changes again, it is the build that makes them: the release is left alone until
 *   something is saved, or a user builds it; and `refusal` says so.
 */
export function startRebuildOnSave(deps: RebuildOnSaveDeps): RebuildOnSave {
  const { workspace, files, settings, releases, runStore, runService, quietMs = defaultQuietMs } = deps;
  const owned = new DisposableStore();
  const changed = new Emitter<void>();
  const saves = createSaveRecord(workspace);
  const pending = new Set<string>();
  /** When builds of releases were last started here. */
  const startedAt = new Map<string, Moment>();
  /** The builds, by release, for changes that perhaps nobody saved; until something is saved. */
  const doubtful = new Map<string, number>();
  let refusal: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let building: Promise<void> | undefined;

  const tell = (sentence: string | undefined) => {
    if (sentence === refusal) return;
    refusal = sentence;
    changed.emit();
  };
  const build = async (release: Release, options: RunOptions): Promise<void> => {
    const { name } = release;
    const isSaved = await saves.holdsAny(release.changes, startedAt.get(name) ?? never);
    const before = doubtful.get(name);
    if (!isSaved && before !== undefined && !wasAskedFor(runStore.list({ release: name }), before)) {
      log.warn({ release: name, run: before }, 'not built again: the build changes its own inputs');
      tell(
        `${name} is not built again: ${namesOf(release)} changed while run ${before} built it, as in the run before, and nobody saved it. Its build seems to write it. The next save is built.`,
      );
      return;
    }
    const now = momentNow();
    const run = await runService.start(options, 'save');
    startedAt.set(name, now);
    if (isSaved) doubtful.delete(name);
    else doubtful.set(name, run.id);
    tell(undefined);
  };
  const buildNext = async (): Promise<void> => {
    await releases.settled();
    for (const name of [...pending]) {
      if (!settings.get().rebuildOnSave) pending.clear();
      // The end of the run that goes on calls again.
      if (runStore.active() !== undefined || !pending.has(name)) return;
      const release = releases.list().find((one) => one.name === name);
      const options = release && nextBuild(release, runStore.list({ release: name }));
      pending.delete(name);
      if (release === undefined || options === undefined) continue;
      try {
        await build(release, options);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.code === 'run_in_progress') pending.add(name);
        else log.warn({ err: error, release: name }, 'could not build after a save');
      }
    }
  };
  const plan = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (building !== undefined) {
        plan(quietMs);
        return;
      }
      building = buildNext()
        .catch((error: unknown) => log.error({ err: error }, 'could not build after a save'))
        .finally(() => (building = undefined));
    }, ms);
  };
  owned.add(toDisposable(() => clearTimeout(timer)));
  owned.add(files.edited.on((path) => saves.noteEdit(path)));
  owned.add(
    releases.edited.on((name) => {
      if (!settings.get().rebuildOnSave) return;
      pending.add(name);
      plan(quietMs);
    }),
  );
  owned.add(
    runStore.changed.on((run) => {
      if (!isSettled(run.state)) return;
      saves.noteEnd(run);
      // What changed as the build began, before anything was compared with its inputs, nobody tells of.
      if (settings.get().rebuildOnSave) for (const name of builtBy(run, releases.list())) pending.add(name);
      if (pending.size > 0) plan(quietMs);
    }),
  );
  return {
    refusal: () => (settings.get().rebuildOnSave ? refusal : undefined),
    changed,
    dispose: async () => {
      await owned.dispose();
      await building;
    },
  };
}

/** Names of the releases whose software a run may have built. */
function builtBy(run: Run, releases: readonly Release[]): string[] {
  if (jobs[run.action].builds !== true || !run.steps.some(({ kind }) => kind === 'software')) return [];
  return run.scope === 'all' ? releases.map(({ name }) => name) : [run.release];
}

/** Whether a user started a run after run `id`. */
function wasAskedFor(runs: readonly Run[], id: number): boolean {
  return runs.some((run) => run.id > id && run.trigger === 'user');
}

/** Names of the inputs that have changed, the first three. */
function namesOf({ changes }: Release): string {
  const names = changes.slice(0, 3).map(({ path }) => path);
  return changes.length > names.length ? `${names.join(', ')} and others` : names.join(', ');
}

/** What Rebuild would do for the instance that was built last; undefined where the release is up to date. */
function nextBuild(release: Release, runs: readonly Run[]): RunOptions | undefined {
  if (release.changes.length === 0) return undefined;
  const isThere = (reference: string) =>
    release.instances.some((one) => one.reference === reference && one.status.state !== 'idle');
  const last = runs.find(({ action, reference }) => jobs[action].builds === true && isThere(reference));
  // Without an instance there is only the software: building must not bring back what was destroyed.
  if (last === undefined) return { release: release.name, steps: ['software'] };
  return { release: release.name, reference: last.reference };
}
