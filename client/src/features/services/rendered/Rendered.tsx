import { useCallback } from 'react';
import { AppError } from '../../../../../shared/core/errors.ts';
import { instanceFolder, instanceKey, type InstanceId } from '../../../../../shared/identity.ts';
import type { InstalledPart, RenderedFile, SoftwareInstance } from '../../../../../shared/instances.ts';
import { isSettled } from '../../../../../shared/status.ts';
import { call } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { useAnswer } from '../../../core/hooks/useAnswer.ts';
import { useRunsStore } from '../../runs/index.ts';
import { Region } from '../Region.tsx';
import { InstalledParts } from './InstalledParts.tsx';
import { RenderedFiles } from './RenderedFiles.tsx';
import styles from './Rendered.module.css';

/** What buildout left in a partition: files made of templates, and its parts. Both empty where it was never deployed. */
interface Deployed {
  files: readonly RenderedFile[];
  parts: readonly InstalledPart[];
}

/** What templates made for an instance, each beside its template, and the parts of its `.installed.cfg`. */
export function Rendered({ instance }: { instance: SoftwareInstance }) {
  // Another instance is another question, see useAnswer.
  return <RenderedOf key={instanceKey(instance)} {...instance} />;
}

function RenderedOf({ computer, partition }: InstanceId) {
  const deployment = useLatestDeployment();
  const load = useCallback(
    (signal: AbortSignal) => fetchDeployed({ computer, partition }, signal),
    [computer, partition],
  );
  const { value, problem, retry } = useAnswer(load, deployment);
  return (
    <Region name="Rendered">
      {problem !== undefined && (
        <p className={styles.nothing} role="alert">
          {problem}{' '}
          <Button look="link" onClick={retry}>
            Try again
          </Button>
        </p>
      )}
      {value === undefined ? (
        problem === undefined && (
          <p className={styles.nothing}>
            <Spinner /> Reading what was rendered
          </p>
        )
      ) : value.files.length + value.parts.length === 0 ? (
        <p className={styles.nothing}>Nothing was rendered yet: press Rebuild.</p>
      ) : (
        <>
          <RenderedFiles files={value.files} version={deployment} />
          <InstalledParts
            parts={value.parts}
            path={`${instanceFolder({ computer, partition })}/.installed.cfg`}
          />
        </>
      )}
    </Region>
  );
}

async function fetchDeployed(params: InstanceId, signal: AbortSignal): Promise<Deployed> {
  try {
    const [{ files }, { parts }] = await Promise.all([
      call('listRendered', { params, signal }),
      call('listInstalled', { params, signal }),
    ]);
    return { files, parts };
  } catch (error) {
    // There is no .installed.cfg before the first deployment.
    if (error instanceof AppError && error.code === 'not_found') return { files: [], parts: [] };
    throw error;
  }
}

/**
 * Number of the latest run that was done with deploying; 0 where there is none. Any run counts, whatever it was
 * started for: it may have deployed the instances around the one it names, or all.
 */
function useLatestDeployment(): number {
  return useRunsStore(
    ({ runs }) =>
      runs?.find(({ steps }) =>
        steps.some(
          ({ kind, state, startedAt }) => kind === 'instance' && startedAt !== undefined && isSettled(state),
        ),
      )?.id ?? 0,
  );
}
