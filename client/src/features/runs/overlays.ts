import type { InputChange } from '../../../../shared/runs.ts';
import { defineOverlay } from '../../core/overlays.tsx';

/** An input of two runs, side by side. */
export interface InputComparison {
  change: InputChange;
  /** The earlier run; undefined where there is none. */
  before: number | undefined;
  /** The later run; undefined for the file as it is now. */
  after: number | undefined;
}

export const compareInputDialog = defineOverlay<{ comparison: InputComparison }>(
  'compareInput',
  async () => (await import('./CompareInputDialog.tsx')).CompareInputDialog,
  { heavy: true },
);
