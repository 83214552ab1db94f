import { RefreshCw } from 'lucide-react';
import { StateIcon } from '../../components/StateIcon.tsx';
import { Tooltip } from '../../components/Tooltip.tsx';
import { showOverlay } from '../../core/overlays.tsx';
import { settingsDialog, useSettingsStore } from '../settings/index.ts';
import { LastConvergence } from './LastConvergence.tsx';
import styles from './AutoChip.module.css';

/** Says that something is done without pressing a button; absent while nothing is. */
export function AutoChip() {
  const settings = useSettingsStore((state) => state.settings);
  const { convergence, notRebuilt } = useSettingsStore((state) => state.automation);
  if (!settings || (!settings.rebuildOnSave && !settings.keepConverged)) return undefined;
  const { check, deployment } = convergence;
  const bad = [
    ...(notRebuilt === undefined ? [] : [notRebuilt]),
    ...(settings.keepConverged
      ? [deployment, check].flatMap((done) => (done?.failed === true ? [done.result] : []))
      : []),
  ];
  const modes = [
    ...(settings.rebuildOnSave ? ['rebuild on save'] : []),
    ...(settings.keepConverged ? ['keep instances converged'] : []),
  ];
  return (
    <Tooltip
      text={
        <>
          On: {modes.join(', ')}.
          {notRebuilt !== undefined && (
            <>
              <br />
              {notRebuilt}
            </>
          )}
          {settings.keepConverged && <LastConvergence convergence={convergence} />}
        </>
      }
    >
      <button
        type="button"
        className={styles.chip}
        data-bad={bad.length > 0}
        aria-label={[`Automatic: ${modes.join(', ')}`, ...bad].join('. ')}
        onClick={() => showOverlay(settingsDialog, {})}
      >
        {bad.length > 0 ? <StateIcon tone="warn" size={11} /> : <RefreshCw size={12} />}
        <span>Auto</span>
      </button>
    </Tooltip>
  );
}
