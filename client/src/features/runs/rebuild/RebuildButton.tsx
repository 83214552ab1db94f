import { releaseTitle } from '../../../../../shared/releaseName.ts';
import { Play, Square } from 'lucide-react';
import { useState } from 'react';
import { formatKeys, runCommand } from '../../../core/commands/registry.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { Spinner } from '../../../components/Spinner.tsx';
import { Tooltip } from '../../../components/Tooltip.tsx';
import { useRebuildStore } from '../model/rebuildStore.ts';
import { useActiveRun } from '../model/runsStore.ts';
import { useRebuildObstacle } from '../model/rebuildObstacle.ts';
import { RebuildMenu } from './RebuildMenu.tsx';
import styles from './RebuildButton.module.css';

/** The one green thing: builds the release and its instance. While a run goes on it stops that. */
export function RebuildButton() {
  const run = useActiveRun();
  const obstacle = useRebuildObstacle();
  const [pending, setPending] = useState(false);
  const stopping = pending && run !== undefined;
  const press = () => {
    setPending(true);
    reportFailure(runCommand(run ? 'run.stop' : 'run.rebuild').finally(() => setPending(false)));
  };
  const disabled = obstacle !== undefined || pending;
  return (
    <div className={styles.split}>
      <Tooltip text={obstacle ?? (run ? `Stop run ${run.id} of ${releaseTitle(run.release)}` : <Hint />)}>
        <button
          type="button"
          className={styles.rebuild}
          data-stop={run !== undefined}
          aria-disabled={disabled}
          aria-keyshortcuts={run ? undefined : 'F9'}
          onClick={() => disabled || press()}
        >
          {pending ? (
            <Spinner />
          ) : run ? (
            <Square size={12} fill="currentColor" />
          ) : (
            <Play size={13} fill="currentColor" />
          )}
          <span>{run ? 'Stop' : 'Rebuild'}</span>
          {stopping && <span className="visually-hidden">, stopping</span>}
        </button>
      </Tooltip>
      <RebuildMenu disabled={disabled || run !== undefined} />
    </div>
  );
}

function Hint() {
  const { verbose, force } = useRebuildStore();
  const manner = [...(verbose ? ['verbose'] : []), ...(force ? [] : ['not forced'])];
  const how = manner.length > 0 ? `, ${manner.join(' and ')}` : '';
  return `Save all files, then build the software and the instance${how} (${formatKeys('F9')})`;
}
