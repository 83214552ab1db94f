import { CopyButton } from '../../components/CopyButton.tsx';
import { StepReason } from '../../components/StepReason.tsx';
import { useNarrow } from '../../core/hooks/useMediaQuery.ts';
import type { RunStep } from '../../../../shared/runs.ts';
import { stepReason } from '../../../../shared/status.ts';
import { StepFacts } from './StepFacts.tsx';
import styles from './LogsPage.module.css';

/** Why a step ended as it did, and what was executed. */
export function StepHeader({ step: { command, state }, step }: { step: RunStep }) {
  const reason = stepReason(step);
  const narrow = useNarrow();
  return (
    <header className={styles.header}>
      {reason !== undefined && <StepReason state={state}>{reason}</StepReason>}
      {/* Where there is little room, the command is left to the first line of the log. */}
      {narrow ? (
        <StepFacts step={step} />
      ) : (
        command !== undefined && (
          <div className={styles.command}>
            <code className="truncate" title={command}>
              {command}
            </code>
            <CopyButton value={command} label="Copy command" />
          </div>
        )
      )}
    </header>
  );
}
