import { Lightbulb } from 'lucide-react';
import { useCallback } from 'react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { useAnswer } from '../../core/hooks/useAnswer.ts';
import { formatRoute } from '../../core/navigation.ts';
import { nameOf } from '../../core/format/paths.ts';
import { useReleasesStore } from '../releases/index.ts';
import { useRunsStore } from '../runs/index.ts';
import { computeMd5, showFile } from '../editor/index.ts';
import type { StepKind } from '../../../../shared/runs.ts';
import type { ErrorAdvice } from './errorAdvice.ts';
import { findSection } from './findSection.ts';
import styles from './LogPane.module.css';

interface LogAdviceProps {
  advice: ErrorAdvice;
  run: number;
  step: StepKind;
}

/** Below the error that a log ends with: what to do about it, and where. */
export function LogAdvice({ advice: { text, file, section, action }, run, step }: LogAdviceProps) {
  return (
    <p className={styles.advice} role="note" aria-label="What to do">
      <Lightbulb size={14} aria-hidden="true" />
      <span>{text}</span>
      {file && (
        <a href={formatRoute({ page: 'editor', path: file.path, line: file.line })}>
          Open {nameOf(file.path)}
          {file.line !== undefined && `, line ${file.line}`}
        </a>
      )}
      {section !== undefined && <SectionLink key={section} section={section} run={run} step={step} />}
      {action === 'services' && <a href={formatRoute({ page: 'services' })}>Show Services</a>}
      {file && action === 'md5' && (
        <Button
          size="small"
          onClick={() => {
            showFile(file.path);
            reportFailure(computeMd5(file.path));
          }}
        >
          Get or Update MD5 sum
        </Button>
      )}
    </p>
  );
}

/**
 * To the section in the profile as it is now, as soon as it is found there. Not in a run on all, whose log does not say
 * which release the section is of.
 */
function SectionLink({ section, run, step }: { section: string; run: number; step: StepKind }) {
  const name = useRunsStore(
    ({ runs }) => runs?.find(({ id, scope }) => id === run && scope === 'one')?.release,
  );
  const path = useReleasesStore(({ releases }) => releases?.find((release) => release.name === name)?.path);
  const load = useCallback(
    () => (path === undefined ? Promise.resolve(undefined) : findSection({ path }, step, section)),
    [path, step, section],
  );
  const { value } = useAnswer(load);
  return (
    value && (
      <a href={formatRoute({ page: 'editor', path: value.path, line: value.line })}>
        Open [{section}] in {nameOf(value.path)}
      </a>
    )
  );
}
