import type { Automation } from '../../../shared/automation.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import type { KeepConverged } from './keepConverged.ts';
import type { RebuildOnSave } from './rebuildOnSave.ts';

/** Tells what came of all that is done without anybody pressing a button. */
export interface AutomationReport extends Disposable {
  get(): Automation;
  readonly changed: Signal<Automation>;
}

export function reportAutomation(
  keepConverged: Pick<KeepConverged, 'get' | 'changed'>,
  rebuildOnSave: Pick<RebuildOnSave, 'refusal' | 'changed'>,
): AutomationReport {
  const owned = new DisposableStore();
  const changed = new Emitter<Automation>();
  const get = (): Automation => {
    const notRebuilt = rebuildOnSave.refusal();
    return { convergence: keepConverged.get(), ...(notRebuilt === undefined ? {} : { notRebuilt }) };
  };
  const tell = () => changed.emit(get());
  owned.add(keepConverged.changed.on(tell));
  owned.add(rebuildOnSave.changed.on(tell));
  return { get, changed, dispose: () => owned.dispose() };
}
