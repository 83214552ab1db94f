import { releaseTitle } from '../../../../shared/releaseName.ts';
import type { ComponentProps } from 'react';
import type { StepStatus } from '../../../../shared/releases.ts';
import { instanceOfRun, type RunStep, type StepKind } from '../../../../shared/runs.ts';
import { stepStateLabel, type StepState, stepReason } from '../../../../shared/status.ts';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { StepProgressLine } from '../../components/StepProgressLine.tsx';
import { StepReason } from '../../components/StepReason.tsx';
import { stepWords } from '../../../../shared/jobs.ts';
import { formatDuration } from '../../../../shared/core/duration.ts';
import { formatRoute } from '../../core/navigation.ts';
import { useCurrentPair, type Pair } from '../releases/index.ts';
import { useRunsStore } from './model/runsStore.ts';
import { InputChanges } from './InputChanges.tsx';
import styles from './StatusDetails.module.css';

/** The most changes that the server tells of. */
const mostChanges = 100;

interface StatusDetailsProps {
  step: StepKind;
  /** A link or a comparison was chosen: what it is shown in should go. */
  onLeave: () => void;
}

/** Why an indicator says what it says. */
export function StatusDetails({ step, onLeave }: StatusDetailsProps) {
  const pair = useCurrentPair();
  const status = step === 'software' ? pair?.release.software : pair?.status;
  const running = useRunsStore(({ runs }) =>
    runs?.find(({ id }) => id === status?.run)?.steps.find(({ kind }) => kind === step),
  );
  if (!pair || !status) return <p className={styles.nothing}>There is no release yet.</p>;
  const name = step === 'software' ? releaseTitle(pair.release.name) : pair.reference;
  return (
    <div
      className={styles.details}
      onClick={({ target }) => {
        if (target instanceof Element && target.closest('a, button')) onLeave();
      }}
    >
      <h2 className={styles.title}>
        {stepWords[step]} {name}
        <StatusPill tone={toneOf(status.state)}>{stepStateLabel[status.state]}</StatusPill>
      </h2>
      <StepReason>{reasonOf(step, status, pair)}</StepReason>
      {running && <StepProgressLine step={running} />}
      {status.state === 'outdated' && <Outdated pair={pair} step={step} />}
      <Facts step={step} status={status} pair={pair} done={running} />
    </div>
  );
}

/** The files that changed since the last build; and those that a build took in which the instance has not seen. */
function Outdated({ pair: { release, rebuilt }, step }: { pair: Pair; step: StepKind }) {
  return (
    <>
      <ChangedFiles changes={release.changes} before={release.software.run} after={undefined} />
      {step === 'instance' && rebuilt && <ChangedFiles {...rebuilt} />}
    </>
  );
}

function ChangedFiles({ changes, before, after }: ComponentProps<typeof InputChanges>) {
  if (changes.length === 0) return undefined;
  return (
    <div className={styles.changes}>
      <InputChanges changes={changes} before={before} after={after} />
      {changes.length >= mostChanges && <p className={styles.nothing}>There may be more.</p>}
    </div>
  );
}

interface FactsProps {
  step: StepKind;
  status: StepStatus;
  pair: Pair;
  done: RunStep | undefined;
}

/** When that was, and where to read on. */
function Facts({ step, status, pair, done }: FactsProps) {
  const { run, startedAt, durationMs } = status;
  if (run === undefined) return undefined;
  const known = useRunsStore.getState().runs?.find(({ id }) => id === run);
  const instance = known && instanceOfRun(known);
  return (
    <p className={styles.facts}>
      <a href={formatRoute({ page: 'runs', run })}>Run {run}</a>
      {(done === undefined || done.logSize > 0 || done.startedAt !== undefined) && (
        <a href={formatRoute({ page: 'logs', run, step })}>Log</a>
      )}
      {step === 'instance' && (
        <a href={formatRoute({ page: 'services', instance })} title={`Services of ${pair.reference}`}>
          Services
        </a>
      )}
      {startedAt !== undefined && (
        <span>
          <RelativeTime date={startedAt} />
          {durationMs !== undefined && `, took ${formatDuration(durationMs)}`}
        </span>
      )}
    </p>
  );
}

/** What the server says, else what the state means. */
function reasonOf(step: StepKind, status: StepStatus, { release, rebuilt }: Pair): string {
  const { state } = status;
  const reason = stepReason(status);
  const isBehind = step === 'instance' && rebuilt !== undefined && reason !== undefined;
  if (state === 'outdated' && release.changes.length > 0 && !isBehind) {
    const count = release.changes.length;
    return `${count === 1 ? '1 file has' : `${count} files have`} changed since the last build. Rebuild takes ${count === 1 ? 'it' : 'them'} in.`;
  }
  return reason ?? meanings[step][state];
}

const meanings: Readonly<Record<StepKind, Readonly<Record<StepState, string>>>> = {
  software: {
    idle: 'It was never built here. Rebuild builds it.',
    queued: 'It is going to be built.',
    running: 'Buildout is installing its parts.',
    completed: 'It is installed, from the files as they are.',
    promiseFailed: 'A promise failed.',
    failed: 'It could not be built. The log says why.',
    cancelled: 'The build was stopped. Rebuild begins it again.',
    interrupted: 'The build ended before it was done. Rebuild begins it again.',
    outdated: 'It is older than the files it is built from. Rebuild takes them in.',
  },
  instance: {
    idle: 'It was never deployed. Rebuild requests and deploys it.',
    queued: 'It is deployed when the software has been built.',
    running: 'Buildout is deploying the partition.',
    completed: 'It is deployed, and its promises succeed.',
    promiseFailed: 'It is deployed, but a promise says that it does not work. Services shows which.',
    failed: 'It could not be deployed. The log says why.',
    cancelled: 'The run was stopped, or ended before it. Rebuild deploys it.',
    interrupted: 'The run ended before it was done. Rebuild begins it again.',
    outdated: 'It is older than the files it is deployed from. Rebuild takes them in.',
  },
};
