import { showOverlay } from '../stores/overlayStore.ts';
import { setForce, setVerbose, useRebuildStore } from '../stores/rebuildStore.ts';
import { currentRelease, useReleasesStore } from '../stores/releasesStore.ts';
import { activeRun, useRunsStore } from '../stores/runsStore.ts';
import { rebuildObstacle } from '../stores/rebuildObstacle.ts';
import { notify } from '../stores/noticesStore.ts';
import { useConnectionStore } from '../stores/connectionStore.ts';
import { useSettingsStore } from '../stores/settingsStore.ts';
import { rebuild, stopActiveRun } from '../sync/runs.ts';
import { changeSettings } from '../sync/settings.ts';
import type { Command } from './registry.ts';

const isLive = (): boolean => useConnectionStore.getState().state === 'live';
const hasRelease = (): boolean => currentRelease(useReleasesStore.getState()) !== undefined;
const hasRun = (): boolean => activeRun(useRunsStore.getState()) !== undefined;
const canBuild = (): boolean => isLive() && !hasRun();

/** A key that does nothing has to say so. */
function sayObstacle(): void {
  const run = activeRun(useRunsStore.getState());
  const reason = rebuildObstacle() ?? (run && `Run ${run.id} of ${run.release} goes on`);
  if (reason !== undefined) notify({ look: 'info', text: `Nothing was built: ${lowerFirst(reason)}.` });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What concerns builds, instances, and what is done by itself. */
export const runCommands: readonly Command[] = [
  {
    id: 'run.rebuild',
    label: 'Rebuild',
    keys: ['F9'],
    when: () => canBuild() && hasRelease(),
    run: () => rebuild(),
  },
  {
    id: 'run.cannotRebuild',
    label: 'Say why nothing is built',
    keys: ['F9'],
    hidden: true,
    when: () => !(canBuild() && hasRelease()),
    run: sayObstacle,
  },
  {
    id: 'run.rebuildAll',
    label: 'Rebuild all releases and instances',
    when: canBuild,
    run: () => rebuild('all'),
  },
  {
    id: 'run.rebuildSoftware',
    label: 'Rebuild the software only',
    when: canBuild,
    run: () => rebuild('software'),
  },
  {
    id: 'run.rebuildInstance',
    label: 'Rebuild the instance only',
    when: canBuild,
    run: () => rebuild('instance'),
  },
  {
    id: 'run.verbose',
    label: 'Toggle verbose rebuilds',
    run: () => setVerbose(!useRebuildStore.getState().verbose),
  },
  {
    id: 'run.force',
    label: 'Toggle forced rebuilds',
    run: () => setForce(!useRebuildStore.getState().force),
  },
  { id: 'run.stop', label: 'Stop the run', when: () => isLive() && hasRun(), run: stopActiveRun },
  {
    id: 'services.request',
    label: 'Request instance…',
    when: () => isLive() && currentRelease(useReleasesStore.getState()) !== undefined,
    run: () => {
      const release = currentRelease(useReleasesStore.getState());
      if (release) showOverlay({ kind: 'requestInstance', release: release.name });
    },
  },
  {
    id: 'settings.rebuildOnSave',
    label: 'Toggle rebuild on save',
    when: isLive,
    run: () =>
      changeSettings({ rebuildOnSave: useSettingsStore.getState().settings?.rebuildOnSave !== true }),
  },
  {
    id: 'settings.keepConverged',
    label: 'Toggle keeping instances converged',
    when: isLive,
    run: () =>
      changeSettings({ keepConverged: useSettingsStore.getState().settings?.keepConverged !== true }),
  },
  { id: 'settings.show', label: 'Settings…', when: isLive, run: () => showOverlay({ kind: 'settings' }) },
  {
    id: 'services.stopAll',
    label: 'Stop all services…',
    when: isLive,
    run: () => showOverlay({ kind: 'stopServices' }),
  },
];
