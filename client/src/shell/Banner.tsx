import { RefreshCw } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { StateIcon, type Tone } from '../components/StateIcon.tsx';
import { useNow } from '../core/hooks/useNow.ts';
import { useConnectionStore } from '../core/stores/connectionStore.ts';
import { reconnectNow } from '../core/live/live.ts';
import { type ConnectionLoss } from '../core/stores/connectionStore.ts';
import styles from './Banner.module.css';

/** A drop that mends itself within this time is not worth a word, in ms. */
const patience = 1000;

/** One thin line under the header when something is wrong with the connection or the engine. Typing goes on. */
export function Banner() {
  const state = useConnectionStore((store) => store.state);
  const engine = useConnectionStore((store) => store.engine);
  const patient = useOutlasted(state === 'offline' || state === 'connecting', patience);
  switch (state) {
    case 'signedOut':
      return (
        <Line tone="bad" action={<Reload label="Sign in again" />}>
          Your session has ended. Unsaved edits are kept in this browser.
        </Line>
      );
    case 'incompatible':
      return (
        <Line tone="warn" action={<Reload label="Reload" />}>
          The server was updated. Reload the page; unsaved edits are kept.
        </Line>
      );
    case 'offline':
    case 'connecting':
      return patient ? <Offline isFirst={state === 'connecting'} /> : undefined;
    case 'live':
      return engine.state === 'failed' ? (
        <Line tone="bad">
          The SlapOS engine could not be started. {engine.message ?? 'The log of the server says why.'}
        </Line>
      ) : undefined;
  }
}

/** What is going on, what is kept, and what happens next. */
function Offline({ isFirst }: { isFirst: boolean }) {
  const loss = useConnectionStore((store) => store.loss);
  const retryAt = useConnectionStore((store) => store.retryAt);
  const now = useNow(500);
  const seconds = retryAt === undefined ? 0 : Math.ceil((retryAt - now) / 1000);
  return (
    <Line
      tone="busy"
      action={
        <Button look="link" icon={<RefreshCw size={13} />} onClick={reconnectNow}>
          Try now
        </Button>
      }
    >
      {isFirst ? 'The server has not answered yet.' : reasons[loss]} What is shown may be out of date; edits
      are kept in this browser, and saves follow when it is back.
      <span className={styles.retry} aria-hidden="true">
        {seconds > 1 ? `Next attempt in ${seconds} s` : 'Connecting…'}
      </span>
    </Line>
  );
}

const reasons: Readonly<Record<ConnectionLoss, string>> = {
  closed: 'The connection is lost.',
  silent: 'The connection is lost: the server does not answer.',
};

function Reload({ label }: { label: string }) {
  return (
    <Button look="link" onClick={() => location.reload()}>
      {label}
    </Button>
  );
}

function Line({ tone, action, children }: { tone: Tone; action?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.banner} data-tone={tone} aria-live="polite">
      <StateIcon tone={tone} />
      <span className={styles.text}>{children}</span>
      {action}
    </div>
  );
}

/** Whether `condition` has held for at least `duration` ms. */
function useOutlasted(condition: boolean, duration: number): boolean {
  const [outlasted, setOutlasted] = useState(false);
  useEffect(() => {
    if (!condition) return undefined;
    const timer = setTimeout(() => setOutlasted(true), duration);
    return () => {
      clearTimeout(timer);
      setOutlasted(false);
    };
  }, [condition, duration]);
  return condition && outlasted;
}
