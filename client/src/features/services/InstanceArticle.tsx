import { FolderOpen, History, ScrollText } from 'lucide-react';
import { useId, useState } from 'react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { formatRoute, navigate } from '../../core/navigation.ts';
import { firstReference, releaseTitle } from '../../../../shared/releaseName.ts';
import { useReleasesStore } from '../releases/index.ts';
import { useRunsStore } from '../runs/index.ts';
import { expandFolder, revealInTree } from '../files/index.ts';
import { instanceFolder, instanceLabel, isSameInstance } from '../../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import { ConnectionInformation } from './connection/ConnectionInformation.tsx';
import { deploymentOf } from './deploymentOf.ts';
import { findRelease } from './findRelease.ts';
import { GivenParameters } from './GivenParameters.tsx';
import { Health } from './Health.tsx';
import { InstanceMenu } from './InstanceMenu.tsx';
import { lastDeployment, runsOf } from './instanceRuns.ts';
import { Parameters } from './parameters/Parameters.tsx';
import { Processes } from './processes/Processes.tsx';
import { Promises } from './promises/Promises.tsx';
import { PendingRequests } from './requests/PendingRequests.tsx';
import { Rendered } from './rendered/Rendered.tsx';
import { rootOf } from './tree/instanceTree.ts';
import { troublesOf } from './model/trouble.ts';
import styles from './ServicesPage.module.css';

interface InstanceArticleProps {
  instance: SoftwareInstance;
  instances: readonly SoftwareInstance[];
}

/**
 * An instance from the top: is it healthy, where does one open it, what is wrong, then the rest. Give it a key of the
 * instance.
 */
export function InstanceArticle({ instance, instances }: InstanceArticleProps) {
  const heading = useId();
  const allRuns = useRunsStore((state) => state.runs);
  const { reference, release, softwareType, requestedBy } = instance;
  const releases = useReleasesStore((state) => state.releases);
  const known = findRelease(releases ?? [], release);
  const isOfWorkspace = releases === undefined || (known !== undefined && known.isGone !== true);
  const runs = allRuns && runsOf(rootOf(instance, instances), allRuns);
  const run = lastDeployment(runs ?? []);
  const requester = instances.find((one) => isSameInstance(one, requestedBy));
  const refusal =
    requestedBy !== undefined
      ? 'It was requested by another instance, whose profile says how.'
      : isOfWorkspace
        ? undefined
        : 'Its release is not in the workspace.';
  // As it was when it was opened: nothing may change places under the pointer.
  const [promisesFirst] = useState(() => troublesOf(instance).promises.length > 0);
  const processes = <Processes key="processes" instance={instance} />;
  const promises = <Promises key="promises" instance={instance} />;
  return (
    <article className={styles.instance} aria-labelledby={heading}>
      <header className={styles.instanceHeader}>
        <h2 id={heading}>{reference}</h2>
        <span className={styles.facts}>
          {instanceLabel(instance)}
          {firstReference(release) !== reference && <> · {releaseTitle(release)}</>}
          {softwareType !== '' && !usualTypes.includes(softwareType) && <> · {softwareType}</>}
          {requester && (
            <>
              {' '}
              · requested by{' '}
              <a href={formatRoute({ page: 'services', instance: requester })}>{requester.reference}</a>
            </>
          )}
        </span>
        <nav className={styles.links} aria-label={`Links of ${reference}`}>
          <Button
            look="link"
            icon={<FolderOpen size={14} />}
            onClick={() => showFolder(instanceFolder(instance))}
          >
            Folder
          </Button>
          {run && (
            <>
              <a href={formatRoute({ page: 'logs', run: run.id, step: 'instance' })}>
                <ScrollText size={14} /> Log
              </a>
              <a href={formatRoute({ page: 'runs', run: run.id })}>
                <History size={14} /> Runs
              </a>
            </>
          )}
        </nav>
        <InstanceMenu instance={instance} refusal={refusal} />
        <Health instance={instance} deployment={deploymentOf(instance, instances, releases ?? [])} />
      </header>
      <PendingRequests instance={instance} root={rootOf(instance, instances)} />
      <ConnectionInformation instance={instance} runs={runs} />
      {promisesFirst ? [promises, processes] : [processes, promises]}
      {refusal === undefined ? (
        <Parameters instance={instance} />
      ) : (
        <GivenParameters instance={instance} requester={requester} reason={refusal} />
      )}
      <Rendered instance={instance} />
    </article>
  );
}

/** What the Master calls the type of most instances. */
const usualTypes = ['default', 'RootSoftwareInstance'];

/** Opens a folder in the tree of the editor. */
function showFolder(path: string): void {
  navigate({ page: 'editor' });
  reportFailure(revealInTree(path).then(() => expandFolder(path)));
}
