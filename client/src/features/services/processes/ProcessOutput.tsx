import { Download, X } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { endpointUrl } from '../../../../../shared/core/endpointUrl.ts';
import { endpoints } from '../../../../../shared/index.ts';
import { JumpToEnd } from '../../../components/JumpToEnd.tsx';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import type { ServiceProcess } from '../../../../../shared/instances.ts';
import type { InstanceId } from '../../../../../shared/identity.ts';
import { stripAnsi } from '../../../../../shared/core/ansi.ts';
import { LogText } from '../../../components/log/LogText.tsx';
import { useServerRoots } from '../../../core/hooks/useServerRoots.ts';
import { processTitle } from './processWords.ts';
import { shownRows, useProcessOutput } from './useProcessOutput.ts';
import styles from './ProcessOutput.module.css';

interface ProcessOutputProps {
  instance: InstanceId;
  process: ServiceProcess;
  onClose: () => void;
}

/** The end of what a process writes, followed as it grows. The file that it is in can be downloaded. */
export function ProcessOutput({ instance, process, onClose }: ProcessOutputProps) {
  const title = processTitle(process);
  const { rows, isOpening, problem } = useProcessOutput(instance, process.name);
  const roots = useServerRoots();
  const [follow, setFollow] = useState(true);
  const scroller = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (follow && element) element.scrollTop = element.scrollHeight;
  }, [follow, rows]);
  useEffect(() => {
    scroller.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  return (
    <div className={styles.panel} role="group" aria-label={`Output of ${title}`}>
      <div className={styles.tools}>
        <h4>Output of {title}</h4>
        <div className={styles.icons}>
          <CopyButton label="Copy output" value={rows.map(({ text }) => stripAnsi(text)).join('\n')} />
          <a
            className="icon-button"
            data-size="small"
            href={endpointUrl(endpoints.readProcessOutput, {
              params: { computer: instance.computer, partition: instance.partition, process: process.name },
              query: { download: 'true' },
            })}
            download
            aria-label="Download output"
            title="Download output"
          >
            <Download size={14} />
          </a>
          <IconButton size="small" label="Close output" icon={<X size={14} />} onClick={onClose} />
        </div>
      </div>
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          The output cannot be read: {problem}
        </p>
      )}
      <div className={styles.body}>
        <div
          ref={scroller}
          className={styles.scroller}
          role="log"
          aria-live="off"
          aria-label={`Output of ${title}`}
          tabIndex={0}
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
            setFollow(scrollHeight - scrollTop - clientHeight < 24)
          }
        >
          {isOpening && (
            <p className={styles.nothing}>
              <Spinner /> Opening the output
            </p>
          )}
          {!isOpening && rows.length === 0 && problem === undefined && (
            <p className={styles.nothing}>The process wrote nothing yet.</p>
          )}
          {rows.length >= shownRows && (
            <p className={styles.nothing}>
              The last {shownRows} lines. Download has all that is in the file now: earlier output may have
              been rotated away.
            </p>
          )}
          {rows.map(({ ordinal, text }) => (
            <div key={ordinal} className={styles.row}>
              <LogText text={text} pattern={undefined} roots={roots} />
              {text === '' && <br />}
            </div>
          ))}
        </div>
        {!follow && <JumpToEnd onClick={() => setFollow(true)} />}
      </div>
    </div>
  );
}
