import { releaseTitle } from '../../../../../shared/releaseName.ts';
import { useId, useMemo, useState } from 'react';
import { AppError } from '../../../../../shared/core/errors.ts';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';
import { messageOf } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { navigate } from '../../../core/navigation.ts';
import { selectPair } from '../../releases/index.ts';
import { startRun } from '../../runs/index.ts';
import { instanceKey, instanceLabel } from '../../../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { sharedRun, stepsFor } from '../instanceRuns.ts';
import { useInstancesStore } from '../model/instancesStore.ts';
import { hostTypeOf, offeredTypes } from '../parameters/offeredTypes.ts';
import { rootOf } from '../tree/instanceTree.ts';
import { ParametersEditor } from '../parameters/ParametersEditor.tsx';
import type { TypedParameters } from '../parameters/parameterViews.ts';
import { readServerProblems } from '../parameters/serverProblems.ts';
import { useParametersCheck } from '../parameters/useParametersCheck.ts';
import { plainTypeName, softwareTypeOf, useReleaseSchema } from '../parameters/useReleaseSchema.ts';
import { useRunFailure } from '../useRunFailure.ts';
import styles from './Dialogs.module.css';

interface RequestFormProps {
  /** Of the form element, for fields outside it. */
  id: string;
  release: string;
  /** Undefined where what was typed cannot be one. */
  reference: string | undefined;
  /** Whether the request is on its way. */
  pending: boolean;
  onPending: (pending: boolean) => void;
  /** Whether a shared instance is chosen: it has a reference of another kind. */
  onShared: (isShared: boolean) => void;
  onClose: () => void;
}

/** What a new instance of a release is requested with, and the request itself. Give it a key of the release. */
export function RequestForm(props: RequestFormProps) {
  const { value: schema, problem, retry } = useReleaseSchema(props.release);
  const offered = useMemo(() => schema && offeredTypes(schema), [schema]);
  if (offered) return <DescribedForm {...props} schema={offered} />;
  return (
    <div className={styles.parameters}>
      {problem === undefined ? (
        <p className={styles.soft}>
          <Spinner /> Reading what {releaseTitle(props.release)} says of its parameters
        </p>
      ) : (
        <p className={styles.problem} role="alert">
          {problem}{' '}
          <Button look="link" onClick={retry}>
            Try again
          </Button>
        </p>
      )}
    </div>
  );
}

function DescribedForm(props: RequestFormProps & { schema: ReleaseSchema }) {
  const { id, release, reference, schema, pending, onPending, onShared, onClose } = props;
  const [softwareType, setSoftwareType] = useState(schema.softwareTypes[0]?.name ?? 'default');
  const [typed, setTyped] = useState<TypedParameters>(() => emptyFor(schema, softwareType));
  const [failure, setFailure] = useRunFailure();
  const check = useParametersCheck(schema, softwareType, typed);
  const hostType = hostTypeOf(softwareType);
  const hosts = useHosts(release, hostType);
  const [chosenHost, setChosenHost] = useState<string>();
  const host = hosts.find((one) => instanceKey(one.host) === chosenHost) ?? hosts[0];
  const hasPlace = hostType === undefined || host !== undefined;
  const isReady = reference !== undefined && check.isValid && hasPlace && !pending;

  const request = async (): Promise<void> => {
    if (!isReady || !('parameters' in check.read)) return;
    onPending(true);
    setFailure(undefined);
    try {
      const { parameters } = check.read;
      await startRun(
        hostType === undefined || host === undefined
          ? { release, reference, steps: stepsFor(release), request: { softwareType, parameters } }
          : sharedRun(host, { reference, parameters }),
      );
    } catch (error) {
      setFailure(error);
      onPending(false);
      return;
    }
    onClose();
    if (hostType !== undefined && host !== undefined) {
      navigate({ page: 'services', instance: host.host, shared: `_${reference}` });
      return;
    }
    selectPair(release, reference);
    navigate({ page: 'services' });
  };
  const serverProblems =
    failure instanceof AppError && failure.code === 'parameters_invalid'
      ? readServerProblems(failure.detail)
      : [];
  return (
    <form
      id={id}
      className={styles.request}
      onSubmit={(event) => {
        event.preventDefault();
        void request();
      }}
    >
      {hostType !== undefined && (
        <HostField
          type={hostType}
          release={release}
          hosts={hosts.map((one) => one.host)}
          host={host?.host}
          pending={pending}
          onChange={setChosenHost}
        />
      )}
      <section className={styles.parameters} aria-label="Parameters of the new instance" inert={pending}>
        <ParametersEditor
          schema={schema}
          softwareType={softwareType}
          onTypeChange={(name) => {
            setFailure(undefined);
            setSoftwareType(name);
            onShared(hostTypeOf(name) !== undefined);
          }}
          typed={typed}
          onChange={(next) => {
            setFailure(undefined);
            setTyped(next);
          }}
          onView={setTyped}
          check={check}
          serverProblems={serverProblems}
        />
      </section>
      {failure !== undefined && (
        <p className={styles.problem} role="alert">
          {messageOf(failure)}
        </p>
      )}
      <footer className={styles.actions}>
        <Button disabled={pending} onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          look={isReady || pending ? 'primary' : 'plain'}
          disabled={!isReady && !pending}
          paused={pending}
          aria-busy={pending}
          icon={pending && <Spinner />}
        >
          Request instance
        </Button>
      </footer>
    </form>
  );
}

interface HostFieldProps {
  type: string;
  release: string;
  hosts: readonly SoftwareInstance[];
  host: SoftwareInstance | undefined;
  pending: boolean;
  onChange: (key: string) => void;
}

/** The instance that is to be the host of a shared one. */
function HostField({ type, release, hosts, host, pending, onChange }: HostFieldProps) {
  const id = useId();
  if (host === undefined) {
    return (
      <p className={styles.problem} role="alert">
        A shared instance needs a host, and no instance of {release} has the type {type}: request one first.
      </p>
    );
  }
  return (
    <div className={styles.form}>
      <label htmlFor={id}>Host</label>
      <select
        id={id}
        className="field"
        disabled={pending}
        value={instanceKey(host)}
        onChange={({ target }) => onChange(target.value)}
      >
        {hosts.map((one) => (
          <option key={instanceKey(one)} value={instanceKey(one)}>
            {one.reference} ({instanceLabel(one)})
          </option>
        ))}
      </select>
    </div>
  );
}

/** The instances of a release that can be hosts, each with the root of its tree. */
function useHosts(release: string, type: string | undefined) {
  const instances = useInstancesStore((state) => state.instances) ?? [];
  if (type === undefined) return [];
  return instances
    .filter((one) => one.release === release && plainTypeName(one.softwareType) === type)
    .map((host) => ({ host, root: rootOf(host, instances) }));
}

function emptyFor(schema: ReleaseSchema, softwareType: string): TypedParameters {
  return softwareTypeOf(schema, softwareType).parameters === undefined
    ? { view: 'rows', rows: [] }
    : { view: 'form', parameters: {} };
}
