import { Fragment } from 'react';
import { instanceFolder, instanceKey, isSameInstance } from '../../../../../shared/identity.ts';
import type { ServiceProcess, SharedInstance, SoftwareInstance } from '../../../../../shared/instances.ts';
import { useInstancesStore } from '../model/instancesStore.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { startRun } from '../../runs/index.ts';
import { findRelease } from '../findRelease.ts';
import { processTitle } from '../processes/processWords.ts';
import { descendantsOf } from '../tree/instanceTree.ts';
import { ConfirmByName } from './ConfirmByName.tsx';
import { publishedAddresses } from './publishedAddresses.ts';
import styles from './Dialogs.module.css';

interface DestroyInstanceDialogProps {
  instance: SoftwareInstance;
  onClose: () => void;
}

/** Says exactly what destroying an instance takes away, and asks for its reference. */
export function DestroyInstanceDialog({ instance, onClose }: DestroyInstanceDialogProps) {
  const { reference } = instance;
  const release = useReleasesStore(({ releases = [] }) => findRelease(releases, instance.release));
  const instances = useInstancesStore((state) => state.instances) ?? [];
  const requester = instances.find((one) => isSameInstance(one, instance.requestedBy));
  const descendants = instance.requestedBy === undefined ? descendantsOf(instance, instances) : [];
  const addresses = [...new Set([instance, ...descendants].flatMap(publishedAddresses))];
  return (
    <ConfirmByName
      title={`Destroy ${reference}?`}
      name={reference}
      what="reference"
      action="Destroy instance"
      onConfirm={() =>
        startRun({
          release: release?.name ?? instance.release,
          reference,
          action: 'destroy',
          confirm: reference,
          ...(instance.requestedBy !== undefined && {
            computer: instance.computer,
            partition: instance.partition,
          }),
        })
      }
      onClose={onClose}
    >
      <p>This cannot be undone. Lost are:</p>
      <ul className={styles.losses}>
        <li>
          the folder <code>{instanceFolder(instance)}</code> with every file in it, data and logs included
        </li>
        {instance.processes.length > 0 && (
          <li>
            <ProcessesOf processes={instance.processes} />
          </li>
        )}
        {descendants.map((one) => (
          <li key={instanceKey(one)}>
            the instance <code>{one.reference}</code> that it requested, with every file in{' '}
            <code>{instanceFolder(one)}</code>
            {one.processes.length > 0 && (
              <>
                {' '}
                and <ProcessesOf processes={one.processes} />
              </>
            )}
          </li>
        ))}
        {[instance, ...descendants].flatMap((host) =>
          (host.sharedInstances ?? []).map((shared) => (
            <li key={`${instanceKey(host)} ${shared.sharedReference}`}>
              the shared instance <code>{shared.reference}</code>
              {host !== instance && (
                <>
                  {' '}
                  of <code>{host.reference}</code>
                </>
              )}
              , with its parameters{requesterOf(shared, instances)}
            </li>
          )),
        )}
        {addresses.length > 0 && (
          <li>
            {addresses.length === 1 ? 'the address' : 'the addresses'} that it published:{' '}
            <Names names={addresses} />
          </li>
        )}
        <li>the parameters it was requested with, and all that it published</li>
      </ul>
      {requester && (
        <p>
          <code>{requester.reference}</code> requested it: while its profile asks for it, its next deployment
          makes it again.
        </p>
      )}
      <p className={styles.soft}>
        {release?.isGone === true
          ? 'The installed software stays.'
          : 'The profiles in the workspace and the installed software stay.'}
      </p>
    </ConfirmByName>
  );
}

/** Where an instance that stays asked for it. */
function requesterOf({ requestedBy }: SharedInstance, instances: readonly SoftwareInstance[]) {
  const requester = instances.find((one) => isSameInstance(one, requestedBy));
  if (requester === undefined) return undefined;
  return (
    <>
      : <code>{requester.reference}</code> requested it, and waits for another host at its next deployment
    </>
  );
}

function ProcessesOf({ processes }: { processes: readonly ServiceProcess[] }) {
  return (
    <>
      its {processes.length === 1 ? 'process' : `${processes.length} processes`}:{' '}
      <Names names={processes.map(processTitle)} />
    </>
  );
}

function Names({ names }: { names: readonly string[] }) {
  return names.map((name, index) => (
    <Fragment key={index}>
      {index > 0 && ', '}
      <code>{name}</code>
    </Fragment>
  ));
}
