import { registerCommands, type Command } from '../core/commands/registry.ts';
import { currentRoute, navigate } from '../core/navigation.ts';
import { showOverlay } from '../core/overlays.tsx';
import { features, pageList } from '../features/index.ts';
import { cyclePanes } from './cyclePanes.ts';
import { commandPalette, shortcutsDialog } from './overlays.ts';

const viewCommands: readonly Command[] = [
  { id: 'view.nextPane', label: 'Next pane', keys: ['F6'], run: () => cyclePanes(1) },
  { id: 'view.previousPane', label: 'Previous pane', keys: ['Shift+F6'], run: () => cyclePanes(-1) },
  {
    id: 'view.palette',
    label: 'All commands',
    keys: ['F1', '$mod+Shift+p'],
    run: () => showOverlay(commandPalette, {}),
  },
  { id: 'view.shortcuts', label: 'Keyboard shortcuts', run: () => showOverlay(shortcutsDialog, {}) },
];

/** One per page. A page that toggles leads back to the editor when it is shown. */
const pageCommands: readonly Command[] = pageList.map(({ page, name, keys, toggles }) => ({
  id: `view.${page}`,
  label: `Show ${name.toLowerCase()}`,
  keys,
  run: () => navigate({ page: toggles === true && currentRoute().page === page ? 'editor' : page }),
}));

/** Registers all that the page can do, in the order of the palette. */
export function registerAllCommands(): void {
  const featureCommands = features.flatMap(({ commands = [] }) => commands);
  registerCommands([...featureCommands, ...viewCommands, ...pageCommands]);
}
