import { instanceFolder } from '../../../../shared/identity.ts';
import { jobs } from '../../../../shared/jobs.ts';
import { ArrowLeft, ChevronDown, ChevronUp, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { RunDuration } from '../../components/RunDuration.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { formatRoute, navigate } from '../../core/navigation.ts';
import { useReleasesStore } from '../releases/index.ts';
import { useActiveRun, useRunsStore } from './model/runsStore.ts';
import { saveAndStart } from './model/runs.ts';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import { instanceOfRun, type Run, type RunOptions } from '../../../../shared/runs.ts';
import { stepStateLabel } from '../../../../shared/status.ts';
import { runAlarm, runManner, runRevision, runSubject, runTitle } from '../../core/format/runWords.ts';
import styles from './RunPage.module.css';

/** What the run was, how it came out, and where to go from here. */
export function RunHeader({ run }: { run: Run }) {
  const manner = runManner(run);
  const revision = runRevision(run);
  const alarm = runAlarm(run);
  const instance = instanceOfRun(run);
  const instanceStep = run.steps.find(({ kind }) => kind === 'instance');
  return (
    <header className={styles.header}>
      <div className={styles.titleLine}>
        <a className={styles.back} href={formatRoute({ page: 'runs' })}>
          <ArrowLeft size={14} /> Runs
        </a>
        <h1 className={styles.title}>
          <span className={styles.number}>#{run.id}</span> {runTitle(run)}
        </h1>
        <span role="status" aria-label="Outcome">
          <StatusPill tone={toneOf(run.state)}>{stepStateLabel[run.state]}</StatusPill>
        </span>
        <span className={styles.actions}>
          <Neighbours id={run.id} />
          {jobs[run.action].builds === true && <RunAgain run={run} />}
        </span>
      </div>
      <p className={styles.facts}>
        <span>
          {runSubject(run)}
          {manner.length > 0 && `, ${manner.join(', ')}`}
        </span>
        {alarm !== undefined && <span>After the alarm: {alarm}</span>}
        <span>
          <RelativeTime date={run.createdAt} />
        </span>
        <RunDuration steps={run.steps} />
        {run.revision && (
          <span className={styles.revision}>
            <code title={run.revision.commit}>{revision}</code>
            <CopyButton value={run.revision.commit} label="Copy commit" />
          </span>
        )}
        <a href={formatRoute({ page: 'logs', run: run.id })}>Log</a>
        {instance && jobs[run.action].builds === true && instanceStep && (
          <>
            <a href={formatRoute({ page: 'services', instance })}>Instance</a>
            <a href={formatRoute({ page: 'editor', path: instanceFolder(instance) })}>Files</a>
          </>
        )}
      </p>
    </header>
  );
}

/** To the run before and after, where the page knows them. */
function Neighbours({ id }: { id: number }) {
  const later = useRunsStore(({ runs = [] }) => runs.findLast((run) => run.id > id)?.id);
  const earlier = useRunsStore(({ runs = [] }) => runs.find((run) => run.id < id)?.id);
  const go = (run: number | undefined) => run !== undefined && navigate({ page: 'runs', run });
  return (
    <>
      <IconButton
        size="small"
        label="Later run"
        icon={<ChevronUp size={16} />}
        aria-disabled={later === undefined}
        onClick={() => go(later)}
      />
      <IconButton
        size="small"
        label="Earlier run"
        icon={<ChevronDown size={16} />}
        aria-disabled={earlier === undefined}
        onClick={() => go(earlier)}
      />
    </>
  );
}

/** Starts a run with the same options, on what the workspace is now. */
function RunAgain({ run }: { run: Run }) {
  const [pending, setPending] = useState(false);
  const busy = useActiveRun() !== undefined || pending;
  const known = useReleasesStore(({ releases = [] }) =>
    releases.some(({ name, isGone }) => name === run.release && isGone !== true),
  );
  const again = async () => {
    setPending(true);
    try {
      const started = await saveAndStart(optionsOf(run));
      if (started) navigate({ page: 'runs', run: started.id });
    } finally {
      setPending(false);
    }
  };
  const disabled = busy || !known;
  return (
    <Button
      size="small"
      icon={<RotateCw size={13} />}
      aria-disabled={disabled}
      title={
        known
          ? 'Save all files, then build with the same options'
          : `There is no release ${releaseTitle(run.release)} any more`
      }
      onClick={() => disabled || reportFailure(again())}
    >
      Run again
    </Button>
  );
}

/** What to ask for to have a run like this one. */
function optionsOf({ release, reference, scope, verbose, force, steps }: Run): RunOptions {
  const [only, second] = steps;
  return {
    release,
    reference,
    ...(only && !second && { steps: [only.kind] }),
    ...(scope === 'all' && { scope }),
    ...(verbose && { verbose }),
    ...(!force && { force }),
  };
}
