import type { TerminalInfo } from '../../../../../shared/terminal.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

interface TerminalsStore {
  /** Undefined until the server has said which there are. */
  terminals: readonly TerminalInfo[] | undefined;
  /** The one that is shown. */
  active: number | undefined;
  isConnected: boolean;
  /** Why the last one could not be opened. */
  problem: string | undefined;
  /** Folder in which a terminal is to be opened as soon as that is possible. */
  wantedFolder: string | undefined;
}

export const useTerminalsStore = createAppStore<TerminalsStore>(() => ({
  terminals: undefined,
  active: undefined,
  isConnected: false,
  problem: undefined,
  wantedFolder: undefined,
}));

/** Takes what the server says; where the active one has gone, its right neighbour is shown, else the left. */
export function setTerminals(terminals: readonly TerminalInfo[]): void {
  useTerminalsStore.setState(({ active, terminals: before = [] }) => {
    if (terminals.some(({ id }) => id === active)) return { terminals };
    const at = Math.max(
      0,
      before.findIndex(({ id }) => id === active),
    );
    return { terminals, active: (terminals[at] ?? terminals.at(-1))?.id };
  });
}

export function showTerminal(id: number): void {
  useTerminalsStore.setState({ active: id, problem: undefined });
}

/** Asks for a terminal in a folder; the page of terminals opens it. */
export function requestTerminal(folder: string | undefined): void {
  useTerminalsStore.setState({ wantedFolder: folder });
}
