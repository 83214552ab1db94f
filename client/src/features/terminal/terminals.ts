import { assertNever } from '../../../../shared/core/assertNever.ts';
import type { TerminalInfo, TerminalMessage } from '../../../../shared/terminal.ts';
import { useConnectionStore } from '../../core/stores/connectionStore.ts';
import { setTerminals, showTerminal, useTerminalsStore } from './model/terminalsStore.ts';
import { TerminalLink } from './terminalLink.ts';
import { TerminalScreen } from './terminalScreen.ts';

/** Size of a terminal that nobody has laid out yet. */
const firstSize = { columns: 80, rows: 24 };

const screens = new Map<number, TerminalScreen>();
let link: TerminalLink | undefined;
let bootId: string | undefined;
let lastRequest = 0;
let lastSize = firstSize;
let isDark = false;

/** Connects to the terminals of the server, once per page. They are there when the page of terminals is left. */
export function startTerminals(): void {
  if (link !== undefined) return;
  link = new TerminalLink({
    onWelcome: welcome,
    onMessage: receive,
    onOutput: (terminal, offset, bytes) => screens.get(terminal)?.write(offset, bytes),
    onLost: () => useTerminalsStore.setState({ isConnected: false }),
  });
  useConnectionStore.subscribe(({ state }, before) => {
    if (state === 'live' && before.state !== 'live') link?.retryNow();
  });
}

/** Opens a terminal in a folder, a client path; in the workspace where none is given. */
export function openTerminal(folder?: string): void {
  useTerminalsStore.setState({ problem: undefined });
  const sent = link?.send({
    type: 'open',
    request: ++lastRequest,
    ...lastSize,
    ...(folder !== undefined && { folder }),
  });
  if (sent !== true) useTerminalsStore.setState({ problem: 'There is no connection to the server.' });
}

/** Ends a terminal and what runs in it. */
export function closeTerminal(id: number): void {
  link?.send({ type: 'close', terminal: id });
}

/** The screen of a terminal that there is. */
export function screenOf(id: number): TerminalScreen {
  const known = screens.get(id);
  if (known !== undefined) return known;
  const screen = new TerminalScreen(
    {
      onInput: (text) => link?.type(id, text),
      onShown: (offset) => link?.send({ type: 'ack', terminal: id, offset }),
      onResize: (columns, rows) => {
        lastSize = { columns, rows };
        link?.send({ type: 'resize', terminal: id, columns, rows });
      },
    },
    isDark,
  );
  screens.set(id, screen);
  link?.send({ type: 'attach', terminal: id, offset: 0 });
  return screen;
}

/** Shows all terminals in the colours of the theme. */
export function setTerminalsDark(dark: boolean): void {
  isDark = dark;
  for (const screen of screens.values()) screen.setDark(dark);
}

function welcome({ bootId: now, terminals }: Extract<TerminalMessage, { type: 'welcome' }>): void {
  // The terminals of a server that has been restarted are gone, and their numbers begin anew.
  if (bootId !== now) dropScreens([]);
  bootId = now;
  dropScreens(terminals);
  for (const [id, screen] of screens) {
    link?.send({ type: 'attach', terminal: id, offset: screen.end });
    link?.send({ type: 'resize', terminal: id, ...screen.size });
  }
  useTerminalsStore.setState({ isConnected: true });
  setTerminals(terminals);
}

function receive(message: Exclude<TerminalMessage, { type: 'welcome' }>): void {
  switch (message.type) {
    case 'terminals':
      dropScreens(message.terminals);
      setTerminals(message.terminals);
      return;
    case 'opened':
      showTerminal(message.terminal);
      return;
    case 'pong':
      return;
    case 'attached':
      screens.get(message.terminal)?.begin(message.offset, message.end);
      return;
    case 'error':
      // One that was closed meanwhile is missing in the list that comes next.
      if (message.code !== 'not_found') useTerminalsStore.setState({ problem: message.message });
      return;
    default:
      return assertNever(message);
  }
}

function dropScreens(kept: readonly TerminalInfo[]): void {
  for (const [id, screen] of screens) {
    if (kept.some((terminal) => terminal.id === id)) continue;
    screens.delete(id);
    screen.dispose();
  }
}
