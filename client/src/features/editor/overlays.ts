import { defineOverlay } from '../../core/overlays.tsx';

interface OfFile {
  path: string;
}

/** Asks what becomes of the edits of a file that is to be closed. */
export const closeFileDialog = defineOverlay<OfFile>(
  'closeFile',
  async () => (await import('./CloseFileDialog.tsx')).CloseFileDialog,
);
export const revertFileDialog = defineOverlay<OfFile>(
  'revertFile',
  async () => (await import('./RevertFileDialog.tsx')).RevertFileDialog,
);
/** A file on disk beside its text in the editor. */
export const compareDialog = defineOverlay<OfFile>(
  'compare',
  async () => (await import('./CompareDialog.tsx')).CompareDialog,
  { heavy: true },
);
