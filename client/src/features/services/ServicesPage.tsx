import { Boxes, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { Waiting } from '../../components/Waiting.tsx';
import { StepProgressLine } from '../../components/StepProgressLine.tsx';
import { runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { formatRoute, useRoute } from '../../core/navigation.ts';
import { useConnectionStore } from '../../core/stores/connectionStore.ts';
import { useInstancesStore } from './model/instancesStore.ts';
import { useCurrentPair, useReleasesStore } from '../releases/index.ts';
import { useActiveRun } from '../runs/index.ts';
import { instanceKey, instanceLabel, isSameInstance } from '../../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import { RemoveReleaseDialog } from './dialogs/RemoveReleaseDialog.tsx';
import { InstanceArticle } from './InstanceArticle.tsx';
import { SharedArticle } from './SharedArticle.tsx';
import { InstanceTree } from './tree/InstanceTree.tsx';
import { instanceTree } from './tree/instanceTree.ts';
import { useChosenInstance } from './useChosenInstance.ts';
import styles from './ServicesPage.module.css';

/** The page `Services`: the instances as a tree, and one of them with all that there is to it. */
export function ServicesPage() {
  const instances = useInstancesStore((state) => state.instances);
  const engine = useConnectionStore((state) => state.engine);

  if (engine.state === 'failed' && (instances === undefined || instances.length === 0)) {
    return (
      <EmptyState icon={<TriangleAlert size={20} />} title="The engine did not start">
        {engine.message ?? 'The log of the server says why.'}
      </EmptyState>
    );
  }
  if (instances === undefined) {
    return (
      <Waiting>{engine.state === 'starting' ? 'The engine is starting' : 'Loading the instances'}</Waiting>
    );
  }
  return <Services instances={instances} />;
}

function Services({ instances }: { instances: readonly SoftwareInstance[] }) {
  const route = useRoute();
  const pair = useCurrentPair();
  const releases = useReleasesStore((state) => state.releases) ?? [];
  const chosen = useChosenInstance(instances);
  const [removing, setRemoving] = useState<string>();
  const wanted = route.page === 'services' ? route.instance : undefined;
  const wantedShared = route.page === 'services' ? route.shared : undefined;
  const shared = chosen?.sharedInstances?.find((one) => one.sharedReference === wantedShared);
  const isGone = wanted !== undefined && !isSameInstance(chosen, wanted);
  const tree = instanceTree(instances, releases, pair?.release.name);
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">Services</h1>
      {(instances.length > 0 || tree.length > 0) && (
        <InstanceTree
          tree={tree}
          chosen={chosen && instanceKey(chosen)}
          chosenShared={shared?.sharedReference}
          release={pair?.release.name}
          onRemove={setRemoving}
        />
      )}
      <div className={styles.main}>
        {isGone && (
          <p className={styles.gone} role="status">
            {instanceLabel(wanted)} holds no instance.
          </p>
        )}
        {!isGone && wantedShared !== undefined && shared === undefined && (
          <p className={styles.gone} role="status">
            {chosen?.reference} has no shared instance {wantedShared.replace(/^_/, '')}: it was destroyed, or
            is still being requested.
          </p>
        )}
        {chosen && shared ? (
          <SharedArticle
            key={`${instanceKey(chosen)} ${shared.sharedReference}`}
            shared={shared}
            host={chosen}
            instances={instances}
          />
        ) : chosen ? (
          <InstanceArticle key={instanceKey(chosen)} instance={chosen} instances={instances} />
        ) : (
          <NoInstance name={instances.length === 0 ? undefined : pair?.reference} />
        )}
      </div>
      {removing !== undefined && (
        <RemoveReleaseDialog release={removing} onClose={() => setRemoving(undefined)} />
      )}
    </div>
  );
}

/** Stands for the instance that is not there yet: `name`, or any where there is none at all. */
function NoInstance({ name }: { name: string | undefined }) {
  const run = useActiveRun();
  if (run && (name === undefined || run.reference === name)) {
    const running = run.steps.find(({ state }) => state === 'running');
    return (
      <EmptyState
        icon={<Spinner size={16} />}
        title="The instance is being built"
        action={
          <>
            {running && <StepProgressLine step={running} />}
            <a href={formatRoute({ page: 'logs', run: run.id })}>Watch the log</a>
          </>
        }
      >
        It appears here as soon as its partition is ready.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Boxes size={20} />}
      title={name === undefined ? 'No instance yet' : `${name} has no instance yet`}
      action={
        <Button look="primary" onClick={() => reportFailure(runCommand('run.rebuild'))}>
          {/* Not “Rebuild” again: that name belongs to the button in the header. */}Create the instance
        </Button>
      }
    >
      Press Rebuild to create {name === undefined ? 'the first instance' : 'it'}.
    </EmptyState>
  );
}
