import { TriangleAlert } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Waiting } from '../../components/Waiting.tsx';
import { defaultLogLimits } from './logBuffer.ts';
import { createLogStream } from './logStream.ts';
import { OpenLog, type LogPaneProps } from './OpenLog.tsx';
import { stepWords } from '../../../../shared/jobs.ts';
import styles from './LogPane.module.css';

/** The log of a step with its tools. It begins anew for another step: give it a `key`. */
export function LogPane(props: LogPaneProps) {
  const { run, step, line } = props;
  const [stream] = useState(() =>
    // A line is counted from the beginning, where all of the log fits into the page.
    createLogStream({
      run,
      step: step.kind,
      whole: line !== undefined && step.logSize < defaultLogLimits.bytes,
    }),
  );
  useEffect(() => stream.open(), [stream]);
  const snapshot = useSyncExternalStore(stream.subscribe, stream.snapshot);
  if (snapshot.log) return <OpenLog {...props} stream={stream} snapshot={snapshot} log={snapshot.log} />;
  return (
    <section className={styles.pane} aria-label={`${stepWords[step.kind]} log of run ${run}`}>
      {props.title !== undefined && <div className={styles.tools}>{props.title}</div>}
      {snapshot.state === 'failed' ? (
        <EmptyState icon={<TriangleAlert size={20} />} title="The log cannot be read">
          {snapshot.problem}
        </EmptyState>
      ) : (
        <Waiting>Opening the log</Waiting>
      )}
    </section>
  );
}
