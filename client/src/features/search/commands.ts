import type { Command } from '../../core/commands/registry.ts';
import { currentRoute } from '../../core/navigation.ts';
import { selectedFolder } from '../files/index.ts';
import { searchFolder, searchSelection } from './openSearch.ts';

const inEditor = (): boolean => currentRoute().page === 'editor';

export const searchCommands: readonly Command[] = [
  { id: 'files.search', label: 'Find in Files', keys: ['$mod+Shift+f'], run: searchSelection },
  {
    id: 'files.searchFolder',
    label: 'Find in folder',
    when: () => inEditor() && selectedFolder() !== undefined,
    run: () => searchFolder(selectedFolder() ?? 'workspace'),
  },
];
