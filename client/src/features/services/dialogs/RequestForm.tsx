import { releaseTitle } from '../../../../../shared/releaseName.ts';
import { useState } from 'react';
import { AppError } from '../../../../../shared/core/errors.ts';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';
import { messageOf } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { navigate } from '../../../core/navigation.ts';
import { selectPair } from '../../releases/index.ts';
import { startRun } from '../../runs/index.ts';
import { stepsFor } from '../instanceRuns.ts';
import { ParametersEditor } from '../parameters/ParametersEditor.tsx';
import type { TypedParameters } from '../parameters/parameterViews.ts';
import { readServerProblems } from '../parameters/serverProblems.ts';
import { useParametersCheck } from '../parameters/useParametersCheck.ts';
import { softwareTypeOf, useReleaseSchema } from '../parameters/useReleaseSchema.ts';
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
  onClose: () => void;
}

/** What a new instance of a release is requested with, and the request itself. Give it a key of the release. */
export function RequestForm(props: RequestFormProps) {
  const { value: schema, problem, retry } = useReleaseSchema(props.release);
  if (schema) return <DescribedForm {...props} schema={schema} />;
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
  const { id, release, reference, schema, pending, onPending, onClose } = props;
  const [softwareType, setSoftwareType] = useState(schema.softwareTypes[0]?.name ?? 'default');
  const [typed, setTyped] = useState<TypedParameters>(() => emptyFor(schema, softwareType));
  const [failure, setFailure] = useRunFailure();
  const check = useParametersCheck(schema, softwareType, typed);
  const isReady = reference !== undefined && check.isValid && !pending;

  const request = async (): Promise<void> => {
    if (!isReady || !('parameters' in check.read)) return;
    onPending(true);
    setFailure(undefined);
    try {
      await startRun({
        release,
        reference,
        steps: stepsFor(release),
        request: { softwareType, parameters: check.read.parameters },
      });
    } catch (error) {
      setFailure(error);
      onPending(false);
      return;
    }
    onClose();
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
      <section className={styles.parameters} aria-label="Parameters of the new instance" inert={pending}>
        <ParametersEditor
          schema={schema}
          softwareType={softwareType}
          onTypeChange={(name) => {
            setFailure(undefined);
            setSoftwareType(name);
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

function emptyFor(schema: ReleaseSchema, softwareType: string): TypedParameters {
  return softwareTypeOf(schema, softwareType).parameters === undefined
    ? { view: 'rows', rows: [] }
    : { view: 'form', parameters: {} };
}
