import { useCallback, useEffect, useMemo, useState } from 'react';
import { AppError } from '../../../../../shared/core/errors.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import type { Release, ReleaseSchema } from '../../../../../shared/releases.ts';
import { isSettled, stepStateLabel } from '../../../../../shared/status.ts';
import { messageOf } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { formatRoute } from '../../../core/navigation.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { startRun, useRunsStore } from '../../runs/index.ts';
import { findRelease } from '../findRelease.ts';
import { sharedRun, stepsFor } from '../instanceRuns.ts';
import { deploymentOf, deploymentTrouble } from '../deploymentOf.ts';
import { useRunFailure } from '../useRunFailure.ts';
import { Region } from '../Region.tsx';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { RequestFileNote } from '../requestFiles/RequestFileNote.tsx';
import { followWithFile } from '../requestFiles/requestFiles.ts';
import { requestOfTarget } from '../requestFiles/requestOfTarget.ts';
import { ChangedMeanwhile } from './ChangedMeanwhile.tsx';
import { draftKey, putDraft, setParameterView, useParameterDrafts, type Asked } from './parameterDrafts.ts';
import { hostTypes, sharedTypes } from './offeredTypes.ts';
import { ParametersEditor } from './ParametersEditor.tsx';
import { writeTyped, type ParameterView, type TypedParameters } from './parameterViews.ts';
import { sameParameters } from './sameParameters.ts';
import { readServerProblems } from './serverProblems.ts';
import { useParametersCheck } from './useParametersCheck.ts';
import { plainTypeName, softwareTypeOf, useReleaseSchema } from './useReleaseSchema.ts';
import styles from './Parameters.module.css';

/** What can be asked again: an instance, or a shared one of its host. */
export interface ParametersTarget {
  /** The release whose description it has. */
  readonly release: string;
  readonly reference: string;
  readonly softwareType: string;
  readonly instanceParameters: SoftwareInstance['instanceParameters'];
  /** Where it is a shared instance: the host, and what the run is about. */
  readonly shared?: { readonly host: SoftwareInstance; readonly root: SoftwareInstance };
}

/** What the instance was asked with, to be edited and asked again. Give it a key of the partition. */
export function Parameters({ instance }: { instance: ParametersTarget }) {
  const { value, problem, retry } = useReleaseSchema(instance.release);
  const isShared = instance.shared !== undefined;
  const { softwareType } = instance;
  const schema = useMemo(
    () => value && (isShared ? sharedTypes(value, softwareType) : hostTypes(value)),
    [value, isShared, softwareType],
  );
  return (
    <Region name="Parameters">
      <RequestFileNote present={requestOfTarget(instance)} />
      {schema ? (
        <EditedParameters instance={instance} schema={schema} />
      ) : problem === undefined ? (
        <p className={styles.none}>
          <Spinner /> Reading what the release says of its parameters
        </p>
      ) : (
        <p className={styles.problem} role="alert">
          {problem}{' '}
          <Button look="link" onClick={retry}>
            Try again
          </Button>
        </p>
      )}
    </Region>
  );
}

function EditedParameters({ instance, schema }: { instance: ParametersTarget; schema: ReleaseSchema }) {
  const { instanceParameters, softwareType: presentType } = instance;
  const now = useMemo<Asked>(
    () => ({ softwareType: presentType, parameters: instanceParameters }),
    [presentType, instanceParameters],
  );
  const key = draftKey(instance, instance.shared?.host);
  const draft = useParameterDrafts((state) => state.drafts.get(key));
  const wantedView = useParameterDrafts((state) => state.view);
  const [failure, setFailure] = useRunFailure();
  const [sending, setSending] = useState(false);
  const softwareType = draft?.softwareType ?? presentType;
  const unedited = useMemo(() => shownIn(wantedView, now, schema), [wantedView, now, schema]);
  const typed = draft?.typed ?? unedited;
  const check = useParametersCheck(schema, softwareType, typed);
  const { read, type } = check;
  const run = useRunsStore((state) => state.runs?.find(({ id }) => id === draft?.run));

  const isSame =
    plainTypeName(softwareType) === plainTypeName(presentType) &&
    'parameters' in read &&
    sameParameters(read.parameters, instanceParameters, type.serialisation);
  const isEdited = draft !== undefined && !isSame;
  const isApplied = draft?.run !== undefined && isSame && (run === undefined || isSettled(run.state));
  useEffect(() => {
    if (isApplied) putDraft(key, undefined);
  }, [isApplied, key]);

  const edit = useCallback(
    (changes: { softwareType?: string; typed?: TypedParameters }) => {
      setFailure(undefined);
      putDraft(key, { softwareType, typed, known: draft?.known ?? [now], ...changes });
    },
    [key, softwareType, typed, draft?.known, now, setFailure],
  );
  const apply = async (): Promise<void> => {
    if (!('parameters' in read)) return;
    setSending(true);
    try {
      const { parameters } = read;
      const { id } = await startRun(
        instance.shared === undefined
          ? {
              release: instance.release,
              reference: instance.reference,
              steps: stepsFor(instance.release),
              request: {
                parameters,
                ...(plainTypeName(softwareType) !== plainTypeName(presentType) && {
                  softwareType: type.name,
                }),
              },
            }
          : sharedRun(instance.shared, { reference: instance.reference, parameters }),
      );
      const known = [now, { softwareType, parameters: read.parameters }];
      putDraft(key, { softwareType, typed, known, run: id });
      setFailure(undefined);
      const before = requestOfTarget(instance);
      const after = { ...before, parameters, softwareType: plainTypeName(softwareType) };
      reportFailure(followWithFile(before, after));
    } catch (error) {
      setFailure(error);
    } finally {
      setSending(false);
    }
  };
  const serverProblems =
    failure instanceof AppError && failure.code === 'parameters_invalid'
      ? readServerProblems(failure.detail)
      : [];
  const deployment = useReleasesStore(({ releases = [] }) => deploymentOfTarget(instance, releases));
  const isApplying = run !== undefined && !isSettled(run.state);

  return (
    <>
      <ParametersEditor
        schema={schema}
        softwareType={softwareType}
        onTypeChange={(name) => edit({ softwareType: name })}
        typed={typed}
        onChange={(next) => edit({ typed: next })}
        onView={(next) => {
          setParameterView(next.view);
          if (draft) putDraft(key, { ...draft, typed: next });
        }}
        check={check}
        serverProblems={serverProblems}
      />
      {isEdited && !isApplying && (
        <ChangedMeanwhile known={draft.known} now={now} serialisation={type.serialisation} />
      )}
      <footer className={styles.footer}>
        <Button
          look={isEdited && check.isValid ? 'primary' : 'plain'}
          paused={!isEdited || !check.isValid || sending || isApplying}
          onClick={() => void apply()}
        >
          Apply
        </Button>
        <Button
          paused={!isEdited || sending || isApplying}
          onClick={() => {
            setFailure(undefined);
            putDraft(key, undefined);
          }}
        >
          Discard
        </Button>
        <p className={styles.state} role="status">
          {failure !== undefined ? (
            <span className={styles.problem}>{messageOf(failure)}</span>
          ) : run && (isApplying || isEdited) ? (
            <>
              <a href={formatRoute({ page: 'logs', run: run.id })}>Run #{run.id}</a>{' '}
              {isApplying ? 'applies these parameters' : `did not apply them: ${stepStateLabel[run.state]}`}
            </>
          ) : isEdited ? (
            check.isValid ? (
              'Edited: Apply requests the instance again and deploys it.'
            ) : (
              'Edited: mend what is marked, then apply.'
            )
          ) : deployment && deploymentTrouble[deployment.state] !== undefined ? (
            <>
              {deploymentTrouble[deployment.state]} These parameters may not be in use yet.{' '}
              {deployment.run !== undefined && (
                <a href={formatRoute({ page: 'logs', run: deployment.run })}>Run #{deployment.run}</a>
              )}
            </>
          ) : (
            type.serialisation === 'xml' && 'An empty value is the same as no parameter.'
          )}
        </p>
      </footer>
    </>
  );
}

function deploymentOfTarget({ shared, release, reference }: ParametersTarget, releases: readonly Release[]) {
  if (shared !== undefined) return deploymentOf(shared.root, [shared.root], releases);
  return findRelease(releases, release)?.instances.find((one) => one.reference === reference)?.status;
}

/** The parameters of the server in a view that can show them: without a schema there is no form. */
function shownIn(
  wanted: ParameterView,
  { softwareType, parameters }: Asked,
  schema: ReleaseSchema,
): TypedParameters {
  const type = softwareTypeOf(schema, softwareType);
  const view = wanted === 'form' && type.parameters === undefined ? 'rows' : wanted;
  const written = writeTyped(parameters, view, type.serialisation);
  return 'refusal' in written ? { view: 'form', parameters } : written;
}
