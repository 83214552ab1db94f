import { X } from 'lucide-react';
import type { TerminalInfo } from '../../../../shared/live/terminal.ts';
import { nameOf } from '../../stores/filesStore.ts';
import { showTerminal } from '../../stores/terminalsStore.ts';
import { moveFocus } from '../shell/moveFocus.ts';
import { closeTerminal } from './terminals.ts';
import styles from './TerminalPage.module.css';

interface TerminalTabsProps {
  terminals: readonly TerminalInfo[];
  active: number | undefined;
}

/** One tab per terminal; Delete or the cross ends it. */
export function TerminalTabs({ terminals, active }: TerminalTabsProps) {
  return (
    <div role="tablist" aria-label="Open terminals" className={styles.tabs} onKeyDown={moveFocus}>
      {terminals.map((terminal) => (
        <div
          key={terminal.id}
          role="presentation"
          className={styles.tab}
          data-active={terminal.id === active}
        >
          <button
            type="button"
            role="tab"
            aria-selected={terminal.id === active}
            aria-controls={terminal.id === active ? `terminal-${terminal.id}` : undefined}
            aria-keyshortcuts="Delete"
            tabIndex={terminal.id === active ? 0 : -1}
            title={terminal.folder}
            className={styles.name}
            onClick={() => showTerminal(terminal.id)}
            onKeyDown={(event) => event.key === 'Delete' && closeTerminal(terminal.id)}
          >
            {terminalName(terminal)}
          </button>
          <button
            type="button"
            className={styles.close}
            tabIndex={-1}
            // A tab list may hold tabs only: by keyboard, Delete closes one.
            aria-hidden="true"
            title="End this terminal"
            onClick={() => closeTerminal(terminal.id)}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}

/** What a terminal is called: the program in front, and the folder that it was opened in. */
export function terminalName({ id, program, folder, exitCode }: TerminalInfo): string {
  return `${id}: ${exitCode === undefined ? program : 'ended'} – ${nameOf(folder)}`;
}
