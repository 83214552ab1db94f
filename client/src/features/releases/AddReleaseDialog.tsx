import { useId, useState } from 'react';
import { readReleaseUrl } from '../../../../shared/releaseUrl.ts';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { call, messageOf } from '../../core/api/client.ts';
import { runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { notify } from '../../core/stores/noticesStore.ts';
import { putRelease, selectRelease } from './model/releasesStore.ts';
import styles from './AddReleaseDialog.module.css';

/** Rebuild is about the release that is chosen, which may be another by now. */
function build(release: string): void {
  selectRelease(release);
  reportFailure(runCommand('run.rebuild'));
}

interface AddReleaseDialogProps {
  url?: string;
  onClose: () => void;
}

/** Adds a release by the URL of its profile, and chooses it. */
export function AddReleaseDialog({ url: first = '', onClose }: AddReleaseDialogProps) {
  const id = useId();
  const [url, setUrl] = useState(first);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const read = readReleaseUrl(url);
  // Nobody is told that a URL is incomplete while it is typed.
  const problem = refusal ?? ('problem' in read && /\.cfg\b|\s$/.test(url) ? read.problem : undefined);
  const submit = async (): Promise<void> => {
    if (pending) return;
    if ('problem' in read) {
      setRefusal(read.problem);
      return;
    }
    setPending(true);
    try {
      const release = await call('addRelease', { body: { url: read.url } });
      putRelease(release);
      selectRelease(release.name);
      onClose();
      notify({
        look: 'success',
        text: `Added ${releaseTitle(release.name)}.`,
        action: { label: 'Build it', run: () => build(release.name) },
      });
    } catch (error) {
      setRefusal(messageOf(error));
      setPending(false);
    }
  };
  return (
    <Dialog
      title="Add release by URL"
      description="A node builds releases from the URL of a profile, mostly a raw address at a tag of a git host."
      onClose={() => pending || onClose()}
      actions={
        <>
          <Button disabled={pending} onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={`${id}-form`}
            look="primary"
            aria-busy={pending}
            disabled={pending}
            icon={pending && <Spinner />}
          >
            Add release
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label htmlFor={`${id}-url`}>URL of the profile</label>
        <input
          id={`${id}-url`}
          type="url"
          className="field mono"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          placeholder="https://git.example.com/…/raw/1.0/software/helloworld/software.cfg"
          readOnly={pending}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-note`}
          value={url}
          onChange={({ target }) => {
            setUrl(target.value);
            setRefusal(undefined);
          }}
        />
        <p id={`${id}-note`} className={problem === undefined ? styles.soft : styles.problem} role="status">
          {problem ?? ('url' in read ? `It will be called ${releaseTitle(read.url)}.` : '')}
        </p>
      </form>
    </Dialog>
  );
}
