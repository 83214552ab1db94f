import type { TerminalInfo } from '../../../../shared/terminal.ts';
import { ClosableTab, ClosableTabs } from '../../components/ClosableTabs.tsx';
import { nameOf } from '../../../../shared/core/paths.ts';
import { showTerminal } from './model/terminalsStore.ts';
import { closeTerminal } from './terminals.ts';

interface TerminalTabsProps {
  terminals: readonly TerminalInfo[];
  active: number | undefined;
}

/** One tab per terminal; Delete or the cross ends it. */
export function TerminalTabs({ terminals, active }: TerminalTabsProps) {
  return (
    <ClosableTabs label="Open terminals">
      {terminals.map((terminal) => (
        <ClosableTab
          key={terminal.id}
          active={terminal.id === active}
          title={terminal.folder}
          closeTitle="End this terminal"
          controls={terminal.id === active ? `terminal-${terminal.id}` : undefined}
          onShow={() => showTerminal(terminal.id)}
          onClose={() => closeTerminal(terminal.id)}
        >
          {terminalName(terminal)}
        </ClosableTab>
      ))}
    </ClosableTabs>
  );
}

/** What a terminal is called: the program in front, and the folder that it was opened in. */
export function terminalName({ id, program, folder, exitCode }: TerminalInfo): string {
  return `${id}: ${exitCode === undefined ? program : 'ended'} – ${nameOf(folder)}`;
}
