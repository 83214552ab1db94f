import { Play, RotateCw, Square } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { call } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import {
  isProcessInTrouble,
  type ProcessAction,
  type ServiceProcess,
  type SoftwareInstance,
} from '../../../../../shared/instances.ts';
import { instanceKey } from '../../../../../shared/identity.ts';
import { Region } from '../Region.tsx';
import { useAction } from '../useAction.ts';
import { Bang } from './Bang.tsx';
import { ProcessOutput } from './ProcessOutput.tsx';
import { ProcessRow } from './ProcessRow.tsx';
import { kindWords } from './processWords.ts';
import styles from '../ServicesPage.module.css';

const kinds = ['service', 'run'] as const;
const actionsOnAll: readonly { action: ProcessAction; label: string; icon: ReactNode }[] = [
  { action: 'start', label: 'Start all', icon: <Play size={14} /> },
  { action: 'stop', label: 'Stop all', icon: <Square size={12} /> },
  { action: 'restart', label: 'Restart all', icon: <RotateCw size={14} /> },
];

/** The processes of an instance: services, then run scripts, of each those in trouble first. */
export function Processes({ instance }: { instance: SoftwareInstance }) {
  const { computer, partition, processes, bang } = instance;
  const actions = useAction();
  const [shown, setShown] = useState<string>();
  const act = (action: ProcessAction, process?: string): void =>
    actions.run(`${action} ${process ?? ''}`, () =>
      call('actOnProcesses', {
        params: { computer, partition, action },
        body: process === undefined ? {} : { process },
      }),
    );
  const shownProcess = processes.find(({ name }) => name === shown);
  return (
    <Region
      name="Processes"
      count={processes.length}
      tools={
        processes.length > 0 && (
          <>
            {actionsOnAll.map(({ action, label, icon }) => (
              <Button
                key={action}
                look="quiet"
                size="small"
                icon={icon}
                paused={actions.pending !== undefined}
                onClick={() => act(action)}
              >
                {label}
              </Button>
            ))}
          </>
        )
      }
    >
      {bang && <Bang bang={bang} processes={processes} />}
      {actions.problem !== undefined && (
        <p className={styles.problem} role="alert">
          {actions.problem}
        </p>
      )}
      {processes.length === 0 ? (
        <p className={styles.nothing}>The instance has no process.</p>
      ) : (
        <table className={`table ${styles.table ?? ''}`} data-rows="processes" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader">Name</th>
              <th role="columnheader">State</th>
              <th role="columnheader">Kind</th>
              <th role="columnheader">PID</th>
              <th role="columnheader">Time</th>
              <th role="columnheader">Memory</th>
              <th role="columnheader">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {kinds.flatMap((kind) =>
              sorted(processes.filter((process) => process.kind === kind)).map((process) => (
                <ProcessRow
                  key={`${kind} ${process.name}`}
                  instance={instance}
                  process={process}
                  kindHint={kindWords[kind]}
                  pending={actions.pending}
                  outputShown={shown === process.name}
                  onAction={(action) => act(action, process.name)}
                  onOutput={(open) => setShown(open ? process.name : undefined)}
                />
              )),
            )}
          </tbody>
        </table>
      )}
      {shownProcess && (
        <ProcessOutput
          key={`${instanceKey(instance)} ${shownProcess.name}`}
          instance={instance}
          process={shownProcess}
          onClose={() => setShown(undefined)}
        />
      )}
    </Region>
  );
}

function sorted(processes: readonly ServiceProcess[]): ServiceProcess[] {
  return [...processes].sort(
    (a, b) => Number(isProcessInTrouble(b)) - Number(isProcessInTrouble(a)) || a.name.localeCompare(b.name),
  );
}
