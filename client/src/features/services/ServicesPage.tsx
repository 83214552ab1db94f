import { Boxes, TriangleAlert } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { runCommand } from '../../commands/registry.ts';
import { reportFailure } from '../../commands/reportFailure.ts';
import { formatRoute } from '../../navigation.ts';
import { useConnectionStore } from '../../stores/connectionStore.ts';
import { useInstancesStore } from '../../stores/instancesStore.ts';
import { useCurrentRelease } from '../../stores/releasesStore.ts';
import { useActiveRun, useRunsStore } from '../../stores/runsStore.ts';
import type { Run } from '../../../../shared/model/run.ts';
import type { SoftwareInstance } from '../../../../shared/model/instance.ts';
import { InstanceArticle } from './InstanceArticle.tsx';
import styles from './ServicesPage.module.css';

/** The page `Services`: the instances, that of the release in the header first. */
export function ServicesPage() {
  const instances = useInstancesStore((state) => state.instances);
  const engine = useConnectionStore((state) => state.engine);
  const release = useCurrentRelease();
  const runs = useRunsStore((state) => state.runs);

  if (engine.state === 'failed' && (instances === undefined || instances.length === 0)) {
    return (
      <EmptyState icon={<TriangleAlert size={20} />} title="The engine did not start">
        {engine.message ?? 'The log of the server says why.'}
      </EmptyState>
    );
  }
  if (instances === undefined) {
    return (
      <div className={styles.waiting}>
        <Spinner /> {engine.state === 'starting' ? 'The engine is starting' : 'Loading the instances'}
      </div>
    );
  }
  const isCurrent = (instance: SoftwareInstance): boolean => instance.release === release?.name;
  const sorted = [
    ...instances.filter(isCurrent),
    ...instances
      .filter((instance) => !isCurrent(instance))
      .sort((a, b) => a.reference.localeCompare(b.reference)),
  ];
  const missing = release !== undefined && !instances.some(isCurrent);
  if (sorted.length === 0) return <NoInstance name={undefined} />;
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">Services</h1>
      {missing && <NoInstance name={release.name} />}
      {sorted.map((instance) => (
        <InstanceArticle key={instance.partition} instance={instance} run={lastRunOf(instance, runs ?? [])} />
      ))}
    </div>
  );
}

function lastRunOf({ partition }: SoftwareInstance, runs: readonly Run[]): number | undefined {
  return runs.find(
    (run) =>
      run.partition === partition &&
      run.steps.some(({ kind, startedAt }) => kind === 'instance' && startedAt !== undefined),
  )?.id;
}

/** Stands for the instance that is not there yet: of the release `name`, or of any where there is none at all. */
function NoInstance({ name }: { name: string | undefined }) {
  const run = useActiveRun();
  if (run && (name === undefined || run.release === name)) {
    return (
      <div className={name === undefined ? styles.emptyPage : styles.emptyRow}>
        <EmptyState
          icon={<Spinner size={16} />}
          title="The instance is being built"
          action={<a href={formatRoute({ page: 'logs', run: run.id })}>Watch the log</a>}
        >
          It appears here as soon as its partition is ready.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className={name === undefined ? styles.emptyPage : styles.emptyRow}>
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
    </div>
  );
}
