import { createAppStore } from './createAppStore.ts';

/** What is shown in front of the page; at most one thing at a time. */
export type Overlay =
  | { kind: 'palette' }
  | { kind: 'quickOpen' }
  | { kind: 'shortcuts' }
  | { kind: 'stopServices' }
  | { kind: 'closeFile'; path: string }
  | { kind: 'revertFile'; path: string }
  | { kind: 'deleteEntry'; path: string; folder: boolean }
  | { kind: 'compare'; path: string };

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
