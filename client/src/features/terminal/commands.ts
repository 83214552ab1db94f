import type { Command } from '../../core/commands/registry.ts';
import { currentRoute, navigate } from '../../core/navigation.ts';
import { selectedFolder } from '../files/index.ts';
import { requestTerminal } from './model/terminalsStore.ts';

export const terminalCommands: readonly Command[] = [
  {
    id: 'files.terminal',
    label: 'Open terminal here',
    when: () => currentRoute().page === 'editor',
    run: () => {
      requestTerminal(selectedFolder());
      navigate({ page: 'terminal' });
    },
  },
];
