import { AppError } from '../../../shared/core/errors.ts';
import type { Run } from '../../../shared/runs.ts';
import { isSettled } from '../../../shared/status.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { Master } from '../../engine/master.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';

/** The releases that SlapOS has, whether or not their profiles are still there. */
export interface KeptReleases extends Disposable {
  /** Their URLs, sorted, as the Master told them last; none before it was ready. */
  urls(): readonly string[];
  readonly changed: Signal<void>;
  /** Asks the Master. Rejects with AppError `engine_unavailable` or `engine_failed`. */
  refresh(): Promise<void>;
}

export interface KeptReleasesDeps {
  readonly master: Pick<Master, 'status' | 'statusChanged' | 'releases'>;
  readonly runStore: { readonly changed: Signal<Run> };
}

const log = createLogger('releases:kept');

/** Asks the Master when it has become ready, and after each run. */
export function createKeptReleases({ master, runStore }: KeptReleasesDeps): KeptReleases {
  const owned = new DisposableStore();
  const changed = new Emitter<void>();
  let urls: readonly string[] = [];
  // One question at a time: an answer must not be overtaken by an earlier one.
  let last: Promise<void> = Promise.resolve();

  const ask = async (): Promise<void> => {
    const found = [...new Set(await master.releases())].sort();
    if (JSON.stringify(found) === JSON.stringify(urls)) return;
    urls = found;
    changed.emit();
  };
  const refresh = (): Promise<void> => {
    const asked = last.then(ask);
    // It is told to whoever asked.
    last = asked.catch(() => undefined);
    return asked;
  };
  const look = () => {
    if (master.status().state !== 'ready') return;
    refresh().catch((error: unknown) => {
      if (error instanceof AppError) log.debug({ err: error }, 'the releases are not known');
      else log.error({ err: error }, 'could not ask for the releases');
    });
  };
  owned.add(master.statusChanged.on(look));
  owned.add(
    runStore.changed.on(({ state }) => {
      if (isSettled(state)) look();
    }),
  );
  look();
  return { urls: () => urls, changed, refresh, dispose: () => owned.dispose() };
}
