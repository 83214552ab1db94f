import { useId, useMemo, useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import type { InstanceId } from '../../../../shared/identity.ts';
import { useInstancesStore } from './model/instancesStore.ts';
import { useShallow } from '../../core/stores/createAppStore.ts';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import { buildableReleases, useReleasesStore } from '../releases/index.ts';
import { freeReference, referenceProblem } from './dialogs/freeReference.ts';
import { RequestForm } from './dialogs/RequestForm.tsx';
import styles from './dialogs/Dialogs.module.css';

interface RequestInstanceDialogProps {
  /** Name of the release to begin with. */
  release: string;
  onClose: () => void;
}

/** Requests a new instance of a release by a reference, with its software type and parameters, and deploys it. */
export function RequestInstanceDialog({ release: first, onClose }: RequestInstanceDialogProps) {
  const id = useId();
  const [release, setRelease] = useState(first);
  const [typedReference, setTypedReference] = useState<string>();
  const [pending, setPending] = useState(false);
  const [isShared, setShared] = useState(false);
  const releases = useReleasesStore(useShallow((state) => buildableReleases(state) ?? []));
  const instances = useInstancesStore((state) => state.instances);
  const names = [...new Set([first, ...releases.map(({ name }) => name)])].sort();
  // A user's references are unique in the node, whatever the release.
  const taken = useMemo(
    () =>
      new Set(ofUsers(isShared ? (instances ?? []).flatMap((one) => one.sharedInstances ?? []) : instances)),
    [instances, isShared],
  );
  const reference = typedReference ?? freeReference(isShared ? `${release}-shared` : release, taken);
  // Once it has been requested, the instance itself takes the reference.
  const problem = pending ? undefined : referenceProblem(reference, taken);
  const form = `${id}-form`;
  return (
    <Dialog title="Request an instance" size="medium" onClose={() => pending || onClose()}>
      <div className={styles.form}>
        <label htmlFor={`${id}-release`}>Release</label>
        <select
          id={`${id}-release`}
          className="field"
          disabled={pending}
          value={release}
          onChange={({ target }) => {
            setRelease(target.value);
            setShared(false);
          }}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {releaseTitle(name)}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-reference`}>Reference</label>
        <input
          id={`${id}-reference`}
          form={form}
          className="field"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          readOnly={pending}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-note`}
          value={reference}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => setTypedReference(target.value)}
        />
        <p id={`${id}-note`} className={problem === undefined ? styles.soft : styles.problem}>
          {problem ??
            `The name to tell the instance by, among all ${isShared ? 'shared instances' : 'instances'}.`}
        </p>
      </div>
      <RequestForm
        key={release}
        id={form}
        release={release}
        reference={problem === undefined ? reference : undefined}
        pending={pending}
        onPending={setPending}
        onShared={setShared}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** References that users chose. */
function ofUsers(
  instances: readonly { reference: string; requestedBy?: InstanceId | undefined }[] = [],
): string[] {
  return instances.flatMap((one) => (one.requestedBy === undefined ? [one.reference] : []));
}
