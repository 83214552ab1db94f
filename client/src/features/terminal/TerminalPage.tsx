import { Plus, SquareTerminal } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { TerminalInfo } from '../../../../shared/terminal.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { Waiting } from '../../components/Waiting.tsx';
import { useDarkTheme } from '../../core/hooks/useDarkTheme.ts';
import { requestTerminal, useTerminalsStore } from './model/terminalsStore.ts';
import { openTerminal, screenOf, setTerminalsDark, startTerminals } from './terminals.ts';
import { terminalName, TerminalTabs } from './TerminalTabs.tsx';
import styles from './TerminalPage.module.css';

/** Shells on the server, one per tab. They go on when this page, or the browser, is closed. */
export function TerminalPage() {
  const terminals = useTerminalsStore((state) => state.terminals);
  const active = useTerminalsStore((state) => state.active);
  const isConnected = useTerminalsStore((state) => state.isConnected);
  const problem = useTerminalsStore((state) => state.problem);
  const dark = useDarkTheme();
  const shown = terminals?.find(({ id }) => id === active);
  useEffect(startTerminals, []);
  useEffect(() => setTerminalsDark(dark), [dark]);
  useWantedTerminal();

  return (
    <section className={styles.page} aria-label="Terminals" data-pane>
      <div className={styles.bar}>
        <TerminalTabs terminals={terminals ?? []} active={active} />
        <IconButton
          label="New terminal"
          icon={<Plus size={16} />}
          disabled={!isConnected}
          onClick={() => openTerminal()}
        />
        {terminals && !isConnected && (
          <span className={styles.state} role="status">
            <Spinner size={12} /> Reconnecting; the programs go on
          </span>
        )}
      </div>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {shown ? <Screen key={shown.id} terminal={shown} /> : <Nothing isKnown={terminals !== undefined} />}
    </section>
  );
}

function Nothing({ isKnown }: { isKnown: boolean }) {
  if (!isKnown) return <Waiting>Connecting</Waiting>;
  return (
    <EmptyState
      icon={<SquareTerminal size={28} strokeWidth={1.25} />}
      title="No terminal is open"
      action={
        <Button look="primary" onClick={() => openTerminal()}>
          New terminal
        </Button>
      }
    >
      A shell on the server, with slapos, supervisorctl, python and git.
    </EmptyState>
  );
}

function Screen({ terminal }: { terminal: TerminalInfo }) {
  const host = useRef<HTMLDivElement>(null);
  const { id, exitCode } = terminal;
  const name = terminalName(terminal);
  useEffect(() => {
    if (!host.current) return undefined;
    const screen = screenOf(id);
    const unmount = screen.mount(host.current, `Terminal ${id}`);
    screen.focus();
    return unmount;
  }, [id]);
  return (
    <div
      role="tabpanel"
      id={`terminal-${id}`}
      aria-label={name}
      className={styles.panel}
      // Most keys are the shell's: see bindKeys.
      data-keys="terminal"
    >
      <div ref={host} className={styles.screen} />
      {exitCode !== undefined && (
        <p className={styles.ended}>
          The shell has ended with exit status {exitCode}. Its output can still be read.
        </p>
      )}
    </div>
  );
}

/** Opens the terminal that was asked for elsewhere, or a first one. */
function useWantedTerminal(): void {
  const wanted = useTerminalsStore((state) => state.wantedFolder);
  const isReady = useTerminalsStore((state) => state.isConnected && state.terminals !== undefined);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isReady) return;
    const isEmpty = useTerminalsStore.getState().terminals?.length === 0;
    if (wanted !== undefined) openTerminal(wanted);
    else if (isFirst.current && isEmpty) openTerminal();
    isFirst.current = false;
    requestTerminal(undefined);
  }, [wanted, isReady]);
}
