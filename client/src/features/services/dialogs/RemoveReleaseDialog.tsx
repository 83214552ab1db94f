import { instanceKey, instanceLabel } from '../../../../../shared/identity.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { useInstancesStore } from '../model/instancesStore.ts';
import { isUrlName, releaseTitle } from '../../../../../shared/releaseName.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { startRun } from '../../runs/index.ts';
import { ConfirmByName } from './ConfirmByName.tsx';
import styles from './Dialogs.module.css';

interface RemoveReleaseDialogProps {
  /** Name of the release. */
  release: string;
  onClose: () => void;
}

/** Says what removing an installed release deletes, and asks for its name; refuses where it has instances. */
export function RemoveReleaseDialog({ release, onClose }: RemoveReleaseDialogProps) {
  const known = useReleasesStore((state) => state.releases?.find(({ name }) => name === release));
  const { url, isGone } = known ?? {};
  const title = releaseTitle(release);
  const instances = useInstancesStore((state) => state.instances) ?? [];
  const users = instances.filter((instance) => instance.release === release || instance.release === url);
  if (users.length > 0)
    return (
      <Dialog
        title={`${title} has instances`}
        description="The installed software is needed as long as they exist. Destroy them first:"
        actions={
          <Button autoFocus onClick={onClose}>
            Close
          </Button>
        }
        onClose={onClose}
      >
        <ul className={styles.losses} aria-label={`Instances of ${title}`}>
          {users.map((instance) => (
            <li key={instanceKey(instance)}>
              <code>{instance.reference}</code> in {instanceLabel(instance)}
            </li>
          ))}
        </ul>
      </Dialog>
    );
  return (
    <ConfirmByName
      title={`Remove the installed ${title}?`}
      name={title}
      what="name"
      action="Remove release"
      onConfirm={() => startRun({ release, action: 'remove', confirm: release })}
      onClose={onClose}
    >
      <p>
        Deleted is the installed software: its folder below <code>releases</code>
        {url !== undefined && (
          <>
            , named by the MD5 sum of <code>{url}</code>,
          </>
        )}{' '}
        with everything that was built into it.
      </p>
      <p className={styles.soft}>
        {isUrlName(release)
          ? 'It is taken off the list too: add it by its URL to build it again.'
          : isGone === true
            ? 'Its profiles are not in the workspace: it cannot be installed again from here.'
            : 'Its profiles in the workspace stay: Rebuild installs it again, which takes as long as the first time.'}
      </p>
    </ConfirmByName>
  );
}
