import { useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { StatusPill } from '../../../components/StatusPill.tsx';
import type { Tone } from '../../../components/StateIcon.tsx';
import { assertNever } from '../../../../../shared/core/assertNever.ts';
import type { PendingRequest, SoftwareInstance } from '../../../../../shared/instances.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { ParameterTable } from '../connection/ParameterTable.tsx';
import { ParameterTableRow } from '../connection/ParameterTableRow.tsx';
import { Region } from '../Region.tsx';
import { ForwardDialog } from './ForwardDialog.tsx';
import { StandInDialog } from './StandInDialog.tsx';
import styles from '../ServicesPage.module.css';

interface PendingRequestsProps {
  instance: SoftwareInstance;
  /** The root of its tree, which is deployed again for another answer. */
  root: SoftwareInstance;
}

/** What an instance asks for that no node here serves, and how that is answered. */
export function PendingRequests({ instance, root }: PendingRequestsProps) {
  const { pendingRequests: requests = [] } = instance;
  if (requests.length === 0) return undefined;
  return (
    <Region name="Requests" count={requests.length}>
      <ul className={styles.requests}>
        {requests.map((request) => (
          <Request key={request.reference} request={request} instance={instance} root={root} />
        ))}
      </ul>
    </Region>
  );
}

function Request({ request, instance, root }: PendingRequestsProps & { request: PendingRequest }) {
  const [dialog, setDialog] = useState<'forward' | 'standIn'>();
  const { reference, url, softwareType, shared, state, since, reason } = request;
  const { tone, word } = stateWords[state];
  const own = useReleasesStore(({ releases = [] }) =>
    releases.find((one) => one.url === url && one.isGone !== true),
  );
  const entries = Object.entries(request.connectionParameters ?? {});
  const asked = { request, instance, root, onClose: () => setDialog(undefined) };
  return (
    <li aria-label={`Request ${reference}`}>
      <p className={styles.requestHead}>
        <StatusPill tone={tone}>{word}</StatusPill>
        <strong>{reference}</strong>
        <span className={styles.soft}>
          {shared ? 'shared instance, ' : ''}type {softwareType}, since <RelativeTime date={since} />
        </span>
      </p>
      <p>
        of <code>{url}</code>
      </p>
      <p className={styles.soft}>
        {sentenceOf(request, reason)}
        {state === 'waiting' && own && !shared && ` It is ${own.name} of the workspace: rebuild that first.`}
      </p>
      {entries.length > 0 && (
        <ParameterTable>
          {entries.map(([name, value]) => (
            <ParameterTableRow key={name} name={name} value={value} />
          ))}
        </ParameterTable>
      )}
      <div className={styles.requestActions}>
        <Button size="small" onClick={() => setDialog('forward')}>
          {state === 'forwarded' ? 'Change forwarding…' : 'Forward to a Master…'}
        </Button>
        <Button size="small" onClick={() => setDialog('standIn')}>
          {state === 'standIn' ? 'Change stand-in…' : 'Answer with a stand-in…'}
        </Button>
      </div>
      {dialog === 'forward' && <ForwardDialog {...asked} />}
      {dialog === 'standIn' && <StandInDialog {...asked} />}
    </li>
  );
}

const stateWords: Readonly<Record<PendingRequest['state'], { tone: Tone; word: string }>> = {
  waiting: { tone: 'waiting', word: 'Waiting' },
  forwarded: { tone: 'ok', word: 'Forwarded' },
  standIn: { tone: 'warn', word: 'Stand-in' },
};

function sentenceOf({ state, master, connectionParameters }: PendingRequest, reason = ''): string {
  switch (state) {
    case 'waiting':
      return reason;
    case 'forwarded':
      return Object.keys(connectionParameters ?? {}).length > 0
        ? `${master ?? 'Another Master'} has it.`
        : `${master ?? 'Another Master'} has it, and nothing is published for it there yet: deploy again later.`;
    case 'standIn':
      return 'For development: somebody typed this answer here, and no instance stands behind it.';
    default:
      return assertNever(state);
  }
}
