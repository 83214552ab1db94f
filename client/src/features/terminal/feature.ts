import { SquareTerminal } from 'lucide-react';
import type { Feature } from '../../core/feature.ts';
import { lazyPage } from '../../core/lazyPage.ts';
import { terminalCommands } from './commands.ts';

/** Shells in the workspace, or in the folder of an instance. */
export const terminal = {
  page: {
    ...lazyPage(async () => (await import('./TerminalPage.tsx')).TerminalPage),
    name: 'Terminal',
    Icon: SquareTerminal,
    group: 'shell',
    keys: ['Control+Backquote', 'Alt+5'],
    toggles: true,
    heavy: true,
  },
  commands: terminalCommands,
} satisfies Feature;
