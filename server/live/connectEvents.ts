import type { LiveEvent } from '../../shared/live/messages.ts';
import type { FileChange } from '../../shared/model/file.ts';
import type { SoftwareInstance } from '../../shared/model/instance.ts';
import type { Release } from '../../shared/model/release.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Automation, Settings } from '../../shared/model/settings.ts';
import type { EngineStatus } from '../../shared/api/session.ts';
import type { Signal } from '../emitter.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { EventLog } from './eventLog.ts';

/** Whoever has news for clients. */
export interface EventSources {
  readonly engine: { readonly statusChanged: Signal<EngineStatus> };
  readonly runStore: { readonly changed: Signal<Run> };
  readonly releases: { readonly changed: Signal<Release>; readonly listChanged: Signal<void> };
  readonly instances: { readonly changed: Signal<SoftwareInstance[]> };
  readonly settings: { readonly changed: Signal<Settings> };
  readonly automation: { readonly changed: Signal<Automation> };
  readonly fileWatcher: { onChange(listener: (changes: readonly FileChange[]) => void): Disposable };
}

/** Publishes the news of all services, until it is disposed of. */
export function connectEvents(eventLog: EventLog, sources: EventSources): Disposable {
  const { engine, runStore, releases, instances, settings, automation, fileWatcher } = sources;
  const owned = new DisposableStore();
  const publish = (event: LiveEvent) => eventLog.publish(event);
  owned.add(engine.statusChanged.on((status) => publish({ topic: 'engine', engine: status })));
  owned.add(runStore.changed.on((run) => publish({ topic: 'run', run })));
  owned.add(releases.changed.on((release) => publish({ topic: 'release', release })));
  owned.add(releases.listChanged.on(() => publish({ topic: 'releases' })));
  owned.add(instances.changed.on((all) => publish({ topic: 'instances', instances: all })));
  owned.add(settings.changed.on((all) => publish({ topic: 'settings', settings: all })));
  owned.add(automation.changed.on((last) => publish({ topic: 'automation', automation: last })));
  owned.add(fileWatcher.onChange((changes) => publish({ topic: 'files', changes: [...changes] })));
  return owned;
}
