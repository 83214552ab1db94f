import { ChevronDown, ChevronRight } from 'lucide-react';
import { RunDuration } from '../../components/RunDuration.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { StepProgressLine } from '../../components/StepProgressLine.tsx';
import { runSubject } from '../../core/format/runWords.ts';
import { formatRoute } from '../../core/navigation.ts';
import { useRunsStore } from '../runs/index.ts';
import type { Run, RunStep } from '../../../../shared/runs.ts';
import { stepStateLabel, stepReason } from '../../../../shared/status.ts';
import { LogPane } from './LogPane.tsx';
import { shownRun } from './shownRun.ts';
import { stepWords } from '../../../../shared/jobs.ts';
import styles from './LogPanel.module.css';

interface LogPanelProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/**
 * The log of the run that goes on, or of the latest one, below the editor. Closed it is a bar of 32 px that
 * still tells the state; open it fills its place.
 */
export function LogPanel({ open, onOpenChange }: LogPanelProps) {
  const runs = useRunsStore((state) => state.runs);
  const shown = runs && shownRun(runs, {});
  const step = shown?.step;
  const title = (
    <>
      <button
        type="button"
        className={styles.toggle}
        aria-expanded={open}
        onClick={() => onOpenChange(!open)}
      >
        {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />} Log
      </button>
      {shown && step ? (
        <PanelFacts run={shown.run} step={step} />
      ) : (
        <span className={styles.none}>{runs ? 'Nothing was built yet' : ''}</span>
      )}
    </>
  );
  if (!open || !shown || !step || (step.startedAt === undefined && step.logSize === 0)) {
    return (
      <section className={styles.bar} aria-label="Log">
        {title}
      </section>
    );
  }
  return <LogPane key={`${shown.run.id} ${step.kind}`} run={shown.run.id} step={step} title={title} />;
}

function PanelFacts({ run, step }: { run: Run; step: RunStep }) {
  const reason = stepReason(step);
  return (
    <span className={styles.facts}>
      <span className={styles.subject} title={runSubject(run)}>
        {runSubject(run)}
      </span>
      <a href={formatRoute({ page: 'logs', run: run.id, step: step.kind })}>
        {stepWords[step.kind]} #{run.id}
      </a>
      <StatusPill tone={toneOf(step.state)}>{stepStateLabel[step.state]}</StatusPill>
      {step.state === 'running' ? <StepProgressLine step={step} /> : <RunDuration steps={[step]} />}
      {reason !== undefined && (
        <span className="truncate" title={reason}>
          {reason}
        </span>
      )}
    </span>
  );
}
