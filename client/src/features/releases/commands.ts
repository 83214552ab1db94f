import type { Command } from '../../core/commands/registry.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { addReleaseDialog, releaseList } from './overlays.ts';

/** What concerns which release is meant. */
export const releaseCommands: readonly Command[] = [
  {
    id: 'releases.choose',
    label: 'Choose release…',
    keys: ['Alt+r'],
    run: () => showOverlay(releaseList, {}),
  },
  { id: 'releases.add', label: 'Add release by URL…', run: () => showOverlay(addReleaseDialog, {}) },
];
