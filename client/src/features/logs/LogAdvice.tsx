import { Lightbulb } from 'lucide-react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { formatRoute } from '../../core/navigation.ts';
import { assertNever } from '../../../../shared/core/assertNever.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import type { Fix, Problem } from '../../../../shared/profile/problem.ts';
import { computeMd5, showFile } from '../editor/index.ts';
import styles from './LogPane.module.css';

/** Below the error that a log ends with: what to do about it, and where. */
export function LogAdvice({ problem: { cause, place, section, fixes } }: { problem: Problem }) {
  // The error itself stands in the log.
  if (cause === undefined && place === undefined) return undefined;
  return (
    <p className={styles.advice} role="note" aria-label="What to do">
      <Lightbulb size={14} aria-hidden="true" />
      <span>{cause ?? 'It stopped here.'}</span>
      {place && (
        <a href={formatRoute({ page: 'editor', path: place.path, line: place.line })}>
          {section === undefined ? 'Open ' : `Open [${section}] in `}
          {nameOf(place.path)}
          {section === undefined && place.line !== undefined && `, line ${place.line}`}
        </a>
      )}
      {fixes.map((fix) => (
        <FixButton key={fix.kind} fix={fix} />
      ))}
    </p>
  );
}

function FixButton({ fix }: { fix: Fix }) {
  switch (fix.kind) {
    case 'showServices':
      return <a href={formatRoute({ page: 'services' })}>Show Services</a>;
    case 'updateMd5':
      return (
        <Button
          size="small"
          onClick={() => {
            showFile(fix.path);
            reportFailure(computeMd5(fix.path));
          }}
        >
          Get or Update MD5 sum
        </Button>
      );
    default:
      return assertNever(fix);
  }
}
