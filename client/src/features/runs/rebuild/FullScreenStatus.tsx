import { useCurrentPair } from '../../releases/index.ts';
import { OtherRun } from './OtherRun.tsx';
import { RebuildButton } from './RebuildButton.tsx';
import { StepIndicator } from './StepIndicator.tsx';
import styles from './FullScreenStatus.module.css';

/** What full screen keeps of the header: Rebuild, and what came of it. */
export function FullScreenStatus() {
  const pair = useCurrentPair();
  return (
    <div className={styles.status}>
      <div className={styles.state}>
        <OtherRun />
        <StepIndicator step="software" status={pair?.release.software} />
        <StepIndicator step="instance" status={pair?.status} />
      </div>
      <RebuildButton />
    </div>
  );
}
