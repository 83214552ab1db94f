import type { InputChange } from '../../../shared/model/run.ts';
import { createAppStore } from './createAppStore.ts';

/** An input of two runs, side by side. */
export interface InputComparison {
  change: InputChange;
  /** The earlier run; undefined where there is none. */
  before: number | undefined;
  /** The later run; undefined for the file as it is now. */
  after: number | undefined;
}

/** What is shown in front of the page; at most one thing at a time. */
export type Overlay =
  | { kind: 'palette' }
  | { kind: 'quickOpen' }
  | { kind: 'shortcuts' }
  | { kind: 'stopServices' }
  | { kind: 'closeFile'; path: string }
  | { kind: 'revertFile'; path: string }
  | { kind: 'deleteEntry'; path: string; folder: boolean }
  | { kind: 'compare'; path: string }
  | { kind: 'compareInput'; comparison: InputComparison }
  | { kind: 'requestInstance'; release: string }
  | { kind: 'settings' };

interface OverlayStore {
  overlay: Overlay | undefined;
}

export const useOverlayStore = createAppStore<OverlayStore>(() => ({ overlay: undefined }));

export function showOverlay(overlay: Overlay): void {
  useOverlayStore.setState({ overlay });
}

export function closeOverlay(): void {
  useOverlayStore.setState({ overlay: undefined });
}
