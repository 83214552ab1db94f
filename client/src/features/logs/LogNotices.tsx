import { Button } from '../../components/Button.tsx';
import { formatBytes } from '../../core/format/bytes.ts';
import type { LogBuffer } from './logBuffer.ts';
import type { LogSnapshot } from './logStream.ts';
import styles from './LogPane.module.css';

interface LogNoticesProps {
  snapshot: LogSnapshot;
  log: LogBuffer;
  /** A line that was asked for and is not here. */
  missingLine: number | undefined;
  onLoadEarlier: () => void;
}

/** What the view of a log does not show, and what to do about it. */
export function LogNotices({ snapshot, log, missingLine, onLoadEarlier }: LogNoticesProps) {
  const { state, problem, loadingEarlier } = snapshot;
  const size = formatBytes(log.end);
  return (
    <>
      {problem !== undefined && (
        <p className={styles.notice} data-look="bad" role="alert">
          {state === 'failed'
            ? `The log cannot be followed: ${problem}`
            : `Earlier lines were not loaded: ${problem}`}
        </p>
      )}
      {missingLine !== undefined && (
        <p className={styles.notice}>Line {missingLine} is not in this part of the log.</p>
      )}
      {log.start > 0 && (
        <p className={styles.notice}>
          {log.droppedRows > 0 || log.room === 0
            ? `The first ${formatBytes(log.start)} of ${size} are not kept in the page${droppedWords(log)}. Download has all of it.`
            : `The first ${formatBytes(log.start)} of ${size} are not shown.`}
          {log.room > 0 && (
            <Button look="link" disabled={loadingEarlier} onClick={onLoadEarlier}>
              {loadingEarlier ? 'Loading…' : 'Load earlier'}
            </Button>
          )}
        </p>
      )}
    </>
  );
}

function droppedWords({ droppedRows }: LogBuffer): string {
  return droppedRows === 0 ? '' : ` (${droppedRows.toLocaleString()} lines dropped)`;
}
