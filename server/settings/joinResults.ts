import type { Convergence } from '../../shared/model/settings.ts';
import type { Signal } from '../emitter.ts';
import { Emitter } from '../emitter.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { KeepConverged } from './keepConverged.ts';
import type { RebuildOnSave } from './rebuildOnSave.ts';

/** What came of all that is done without anybody pressing a button. */
export interface AutomaticResults extends Disposable {
  get(): Convergence;
  readonly changed: Signal<Convergence>;
}

/** The last result of keeping converged, with why rebuild on save did not build. */
export function joinResults(
  keepConverged: Pick<KeepConverged, 'get' | 'changed'>,
  rebuildOnSave: Pick<RebuildOnSave, 'refusal' | 'changed'>,
): AutomaticResults {
  const owned = new DisposableStore();
  const changed = new Emitter<Convergence>();
  const get = (): Convergence => {
    const notRebuilt = rebuildOnSave.refusal();
    return { ...keepConverged.get(), ...(notRebuilt === undefined ? {} : { notRebuilt }) };
  };
  const tell = () => changed.emit(get());
  owned.add(keepConverged.changed.on(tell));
  owned.add(rebuildOnSave.changed.on(tell));
  return { get, changed, dispose: () => owned.dispose() };
}
