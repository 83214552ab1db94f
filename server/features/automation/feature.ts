import type { automationEndpoints } from '../../../shared/automation.ts';
import type { Feature } from '../../core/feature.ts';
import type { Foundation } from '../../foundation.ts';
import type { Instances } from '../instances/feature.ts';
import type { Releases } from '../releases/feature.ts';
import type { Runs } from '../runs/feature.ts';
import type { Workspace } from '../workspace/feature.ts';
import { reportAutomation } from './automation.ts';
import { startKeepConverged } from './keepConverged.ts';
import { startRebuildOnSave } from './rebuildOnSave.ts';

/** What is done without pressing a button, and the settings that say so. */
export function startAutomation(
  foundation: Foundation,
  others: { workspace: Workspace; releases: Releases; runs: Runs; instances: Instances },
): Feature<keyof typeof automationEndpoints> {
  const { settings, runStore, engine, paths, audit, owned } = foundation;
  const { files } = others.workspace;
  const { service: releases } = others.releases;
  const { service: instances } = others.instances;
  const common = { settings, runStore, runService: others.runs.service };
  const { workspace } = paths.roots;
  const rebuildOnSave = owned.add(startRebuildOnSave({ ...common, workspace, files, releases }));
  const keepConverged = owned.add(startKeepConverged({ ...common, engine, instances }));
  const automation = owned.add(reportAutomation(keepConverged, rebuildOnSave));
  return {
    handlers: {
      getSettings: () => Promise.resolve({ settings: settings.get(), automation: automation.get() }),
      putSettings: async ({ body }) => {
        audit.record('run', { action: 'putSettings', settings: JSON.stringify(body) });
        await settings.set(body);
        await runStore.prune();
        return undefined;
      },
    },
    events: [
      (publish) => settings.changed.on((all) => publish({ topic: 'settings', settings: all })),
      (publish) => automation.changed.on((last) => publish({ topic: 'automation', automation: last })),
    ],
  };
}
