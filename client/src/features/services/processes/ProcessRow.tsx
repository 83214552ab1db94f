import { Play, RotateCw, ScrollText, Square } from 'lucide-react';
import { IconButton } from '../../../components/IconButton.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { StatusPill } from '../../../components/StatusPill.tsx';
import { formatBytes } from '../../../core/format/bytes.ts';
import { formatRoute } from '../../../core/navigation.ts';
import type { ProcessAction, ServiceProcess } from '../../../../../shared/instances.ts';
import { ProcessTime } from './ProcessTime.tsx';
import { exitWords, processTitle, processTone, processWord } from './processWords.ts';
import { instanceFolder, type InstanceId } from '../../../../../shared/identity.ts';
import styles from '../ServicesPage.module.css';

interface ProcessRowProps {
  instance: InstanceId;
  process: ServiceProcess;
  kindHint: string;
  /** The action that goes on in the region, `<action> <process>`. */
  pending: string | undefined;
  outputShown: boolean;
  onAction: (action: ProcessAction) => void;
  onOutput: (open: boolean) => void;
}

/** A process with what can be done with it. */
export function ProcessRow(props: ProcessRowProps) {
  const { instance, process, kindHint, pending, outputShown, onAction, onOutput } = props;
  const { name, kind, pid, spawnError, memory, state } = process;
  const ended = state === 'EXITED' || state === 'FATAL' ? exitWords(process) : undefined;
  const title = processTitle(process);
  const isUp = state === 'RUNNING' || state === 'STARTING' || state === 'BACKOFF';
  const action = (wanted: ProcessAction, word: string, icon: React.ReactNode, possible: boolean) => (
    <IconButton
      size="small"
      label={`${word} ${title}`}
      icon={pending === `${wanted} ${name}` ? <Spinner /> : icon}
      paused={!possible || pending !== undefined}
      onClick={() => onAction(wanted)}
    />
  );
  return (
    <tr role="row">
      <th scope="row" role="rowheader" className={styles.parameter}>
        <a
          className={styles.ownFile}
          title={name}
          href={formatRoute({ page: 'editor', path: `${instanceFolder(instance)}/etc/${kind}/${name}` })}
        >
          {title}
        </a>
      </th>
      <td role="cell" data-label="State">
        <span className={styles.stateLine}>
          <StatusPill tone={processTone(process)}>{processWord(process)}</StatusPill>
          {ended !== undefined && <span className={styles.soft}>{ended}</span>}
        </span>
        {spawnError !== undefined && spawnError !== '' && !/^Bad exit code/.test(spawnError) && (
          <p className={styles.message}>{spawnError}</p>
        )}
      </td>
      <td role="cell" data-label="Kind" title={kindHint}>
        {kind === 'service' ? 'service' : 'run script'}
      </td>
      <td role="cell" data-label="PID" className="tabular">
        {pid}
      </td>
      <td role="cell" data-label="Time">
        <ProcessTime process={process} />
      </td>
      <td role="cell" data-label="Memory" className="tabular">
        {memory !== undefined && formatBytes(memory)}
      </td>
      <td role="cell" className={styles.actions}>
        {isUp
          ? action('stop', 'Stop', <Square size={12} />, true)
          : action('start', 'Start', <Play size={14} />, state !== 'STOPPING')}
        {action('restart', 'Restart', <RotateCw size={14} />, state !== 'STOPPING')}
        <IconButton
          size="small"
          label={`Output of ${title}`}
          icon={<ScrollText size={14} />}
          aria-pressed={outputShown}
          onClick={() => onOutput(!outputShown)}
        />
      </td>
    </tr>
  );
}
