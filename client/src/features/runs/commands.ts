import { isUrlName, releaseTitle } from '../../../../shared/releaseName.ts';
import type { Command } from '../../core/commands/registry.ts';
import { notify } from '../../core/stores/noticesStore.ts';
import { isLive } from '../../core/stores/connectionStore.ts';
import { buildFromUrl } from './model/buildFromUrl.ts';
import { setForce, setVerbose, useRebuildStore } from './model/rebuildStore.ts';
import { currentRelease, useReleasesStore } from '../releases/index.ts';
import { rebuildObstacle } from './model/rebuildObstacle.ts';
import { rebuild, stopActiveRun } from './model/runs.ts';
import { activeRun, useRunsStore } from './model/runsStore.ts';

const hasRun = (): boolean => activeRun(useRunsStore.getState()) !== undefined;
const canBuild = (): boolean => isLive() && !hasRun();

const hasRelease = (): boolean => currentRelease(useReleasesStore.getState()) !== undefined;

/** The release that the header is about, where it is one of the workspace. */
function servable(): string | undefined {
  const name = currentRelease(useReleasesStore.getState())?.name;
  return name !== undefined && !isUrlName(name) ? name : undefined;
}

/** A key that does nothing has to say so. */
function sayObstacle(): void {
  const run = activeRun(useRunsStore.getState());
  const reason = rebuildObstacle() ?? (run && `Run ${run.id} of ${releaseTitle(run.release)} goes on`);
  if (reason !== undefined) notify({ look: 'info', text: `Nothing was built: ${lowerFirst(reason)}.` });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** What concerns builds. */
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
    id: 'run.buildFromUrl',
    label: 'Build as a node does: from a URL',
    when: () => canBuild() && servable() !== undefined,
    run: async () => {
      const name = servable();
      if (name !== undefined) await buildFromUrl(name);
    },
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
];
