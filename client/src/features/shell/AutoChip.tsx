import { RefreshCw } from 'lucide-react';
import { StateIcon } from '../../components/StateIcon.tsx';
import { Tooltip } from '../../components/Tooltip.tsx';
import { formatAgo } from '../../format/time.ts';
import { useServerNow } from '../../hooks/useServerNow.ts';
import { showOverlay } from '../../stores/overlayStore.ts';
import { useSettingsStore } from '../../stores/settingsStore.ts';
import type { Convergence } from '../../../../shared/model/settings.ts';
import styles from './AutoChip.module.css';

/** Says that something is done without pressing a button; absent while nothing is. */
export function AutoChip() {
  const settings = useSettingsStore((state) => state.settings);
  const { convergence, notRebuilt } = useSettingsStore((state) => state.automation);
  if (!settings || (!settings.rebuildOnSave && !settings.keepConverged)) return undefined;
  const bad = [
    ...(notRebuilt === undefined ? [] : [notRebuilt]),
    ...(settings.keepConverged && convergence.failed === true
      ? [convergence.result ?? 'The last check failed']
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
          {settings.keepConverged && (
            <>
              <br />
              <ConvergenceWords convergence={convergence} />
            </>
          )}
        </>
      }
    >
      <button
        type="button"
        className={styles.chip}
        data-bad={bad.length > 0}
        aria-label={[`Automatic: ${modes.join(', ')}`, ...bad].join('. ')}
        onClick={() => showOverlay({ kind: 'settings' })}
      >
        {bad.length > 0 ? <StateIcon tone="warn" size={11} /> : <RefreshCw size={12} />}
        <span>Auto</span>
      </button>
    </Tooltip>
  );
}

/** What keeping converged did last, and when. */
export function ConvergenceWords({ convergence: { result, checkedAt } }: { convergence: Convergence }) {
  const now = useServerNow(10_000);
  if (checkedAt === undefined) return 'Nothing was checked yet.';
  const ago = formatAgo(new Date(checkedAt), new Date(now));
  return `${ago.charAt(0).toUpperCase()}${ago.slice(1)}: ${result ?? 'checked.'}`;
}
