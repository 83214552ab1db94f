import { instanceOfFolder, type InstanceId } from '../../../../shared/identity.ts';
import type { Command } from '../../core/commands/registry.ts';
import { currentRoute, navigate } from '../../core/navigation.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { parentOf } from '../../../../shared/core/paths.ts';
import { setNameInput, useFilesStore } from './model/filesStore.ts';
import { quickOpen } from './overlays.ts';
import { askForName, deleteSelected, isRoot } from './treeActions.ts';

const inEditor = (): boolean => currentRoute().page === 'editor';
const selected = (): string | undefined => useFilesStore.getState().selected;

/** What concerns the tree of files. */
export const fileCommands: readonly Command[] = [
  {
    id: 'view.quickOpen',
    label: 'Go to file',
    keys: ['$mod+p'],
    run: () => showOverlay(quickOpen, {}),
  },
  {
    id: 'files.newFile',
    label: 'New File',
    keys: ['Alt+n'],
    when: inEditor,
    run: () => askForName('newFile'),
  },
  {
    id: 'files.newFolder',
    label: 'New Folder',
    when: inEditor,
    run: () => askForName('newFolder'),
  },
  {
    id: 'files.services',
    label: 'Show in Services',
    when: () => inEditor() && selectedInstance() !== undefined,
    run: () => navigate({ page: 'services', instance: selectedInstance() }),
  },
  {
    id: 'files.rename',
    label: 'Rename',
    when: () => inEditor() && isChangeable(selected()),
    run: () => {
      const path = selected();
      if (path !== undefined) setNameInput({ kind: 'rename', path });
    },
  },
  {
    id: 'files.delete',
    label: 'Delete…',
    when: () => inEditor() && isChangeable(selected()),
    run: deleteSelected,
  },
];

/** The instance that the selected entry of the tree is of. */
function selectedInstance(): InstanceId | undefined {
  return instanceOfFolder(selected() ?? '');
}

/** Whether an entry of the tree can be renamed and deleted. */
function isChangeable(path: string | undefined): boolean {
  return path !== undefined && !isRoot(path) && !parentOf(path).startsWith('releases');
}
