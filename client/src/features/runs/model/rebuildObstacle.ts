import { useConnectionStore } from '../../../core/stores/connectionStore.ts';
import { currentRelease, useReleasesStore } from '../../releases/index.ts';

/** Why nothing can be built now, in a sentence without its full stop; undefined where it can. */
export function rebuildObstacle(): string | undefined {
  const { state, engine } = useConnectionStore.getState();
  const releases = useReleasesStore.getState();
  if (state !== 'live') return 'Not connected to the server';
  if (engine.state === 'failed') return 'The SlapOS engine could not be started';
  if (engine.state === 'starting') return 'The SlapOS engine is starting';
  if (releases.releases === undefined) return 'Looking for releases';
  if (!currentRelease(releases)) return 'The workspace has no software/<name>/software.cfg to build';
  return undefined;
}

/** The same, renewed when it changes. */
export function useRebuildObstacle(): string | undefined {
  useConnectionStore();
  useReleasesStore();
  return rebuildObstacle();
}
