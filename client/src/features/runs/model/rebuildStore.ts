import type { RunOptions, StepKind } from '../../../../../shared/runs.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

/** How Rebuild builds, until the page is closed. */
interface RebuildStore {
  /** Have buildout tell all it does. */
  verbose: boolean;
  /** Build also what seems finished. */
  force: boolean;
}

export const useRebuildStore = createAppStore<RebuildStore>(() => ({ verbose: false, force: true }));

export function setVerbose(verbose: boolean): void {
  useRebuildStore.setState({ verbose });
}

export function setForce(force: boolean): void {
  useRebuildStore.setState({ force });
}

/** What Rebuild can be about: the selected pair with both steps or one, or everything. */
export type RebuildKind = 'both' | 'all' | StepKind;

/** The options of a run of that kind with the choices made; what is as usual is left out. */
export function rebuildOptions(
  kind: RebuildKind,
  { verbose, force }: RebuildStore = useRebuildStore.getState(),
): Pick<RunOptions, 'steps' | 'scope' | 'verbose' | 'force'> {
  return {
    ...(kind === 'all' && { scope: 'all' as const }),
    ...((kind === 'software' || kind === 'instance') && { steps: [kind] }),
    ...(verbose && { verbose }),
    ...(!force && { force }),
  };
}
