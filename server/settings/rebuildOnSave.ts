import { AppError } from '../../shared/api/errors.ts';
import type { Release } from '../../shared/model/release.ts';
import type { Run, RunOptions, RunTrigger } from '../../shared/model/run.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { isSettled } from '../../shared/model/status.ts';
import type { Signal } from '../emitter.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore, toDisposable } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';

export interface RebuildOnSaveDeps {
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
const log = createLogger('settings:save');

/**
 * While the setting is on, builds a release that was built before when one of its inputs was edited, shortly after the
 * last edit and not while another run goes on. A build that fails is not tried again before the next edit, since it
 * recorded the inputs that it failed with.
 */
export function startRebuildOnSave(deps: RebuildOnSaveDeps): Disposable {
  const { settings, releases, runStore, runService, quietMs = defaultQuietMs } = deps;
  const owned = new DisposableStore();
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let building: Promise<void> | undefined;

  const buildNext = async (): Promise<void> => {
    await releases.settled();
    for (const name of [...pending]) {
      if (!settings.get().rebuildOnSave) pending.clear();
      // The end of the run that goes on calls again.
      if (runStore.active() !== undefined || !pending.has(name)) return;
      const release = releases.list().find((one) => one.name === name);
      const options =
        release === undefined ? undefined : nextBuild(release, runStore.list({ release: name }));
      pending.delete(name);
      if (options === undefined) continue;
      try {
        await runService.start(options, 'save');
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
  owned.add(
    releases.edited.on((name) => {
      if (!settings.get().rebuildOnSave) return;
      pending.add(name);
      plan(quietMs);
    }),
  );
  owned.add(
    runStore.changed.on((run) => {
      if (pending.size > 0 && isSettled(run.state)) plan(quietMs);
    }),
  );
  return {
    dispose: async () => {
      await owned.dispose();
      await building;
    },
  };
}

/** What Rebuild would do for the instance that was built last; undefined where the release is up to date. */
function nextBuild(release: Release, runs: readonly Run[]): RunOptions | undefined {
  if (release.changes.length === 0) return undefined;
  const isThere = (reference: string) =>
    release.instances.some((one) => one.reference === reference && one.status.state !== 'idle');
  const last = runs.find(({ action, reference }) => action === 'rebuild' && isThere(reference));
  // Without an instance there is only the software: building must not bring back what was destroyed.
  if (last === undefined) return { release: release.name, steps: ['software'] };
  return { release: release.name, reference: last.reference };
}
