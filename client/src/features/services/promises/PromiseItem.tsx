import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '../../../components/IconButton.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { StatusPill } from '../../../components/StatusPill.tsx';
import { formatRoute } from '../../../core/navigation.ts';
import { instanceFolder, type InstanceId } from '../../../../../shared/identity.ts';
import type { PromiseCheck, PromiseResult } from '../../../../../shared/instances.ts';
import { PromiseChart } from './PromiseChart.tsx';
import { PromiseChecks } from './PromiseChecks.tsx';
import styles from '../ServicesPage.module.css';

interface PromiseItemProps {
  instance: InstanceId;
  promise: PromiseResult;
  /** Earlier checks, latest last; undefined while they are not known. */
  history: readonly PromiseCheck[] | undefined;
  isChecking: boolean;
  canCheck: boolean;
  onCheck: () => void;
}

/** A promise: what it said last, how it was before, and a button that checks it. */
export function PromiseItem(props: PromiseItemProps) {
  const { instance, promise, history = [], isChecking, canCheck, onCheck } = props;
  const { name, title, failed, message, date, executionMs } = promise;
  const [open, setOpen] = useState(false);
  return (
    <li className={styles.promise}>
      <a
        className={styles.promiseTitle}
        title={name}
        href={formatRoute({
          page: 'editor',
          path: `${instanceFolder(instance)}/etc/${folderOf(name)}/${name}`,
        })}
      >
        {title}
      </a>
      <span className={styles.promiseState}>
        {isChecking ? (
          <StatusPill tone="busy">Checking</StatusPill>
        ) : (
          <StatusPill tone={failed ? 'bad' : 'ok'}>{failed ? 'Failed' : 'OK'}</StatusPill>
        )}
        <span className={styles.when}>
          {date !== undefined && <RelativeTime date={date} />}
          {executionMs !== undefined && ` · ${duration(executionMs)}`}
        </span>
      </span>
      <span className={styles.promiseTools}>
        {history.length > 0 && (
          <button
            type="button"
            className={styles.chartButton}
            aria-expanded={open}
            aria-label={`Earlier checks of ${title}`}
            title="Earlier checks"
            onClick={() => setOpen(!open)}
          >
            <PromiseChart checks={history} />
          </button>
        )}
        <IconButton
          size="small"
          label={`Run ${title} now`}
          icon={isChecking ? <Spinner /> : <CircleCheck size={14} />}
          paused={!canCheck}
          onClick={onCheck}
        />
      </span>
      {message.trim() !== '' && (
        <p className={styles.message} data-look={failed ? 'bad' : undefined}>
          {message.trim()}
        </p>
      )}
      {open && <PromiseChecks title={title} checks={history} />}
    </li>
  );
}

/** Classes are in one folder, executables in the other. */
function folderOf(name: string): string {
  return name.endsWith('.py') ? 'plugin' : 'promise';
}

function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}
