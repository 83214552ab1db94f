import type { ReactNode } from 'react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StateIcon, type Tone } from '../../components/StateIcon.tsx';
import { updateFile, type OpenFile } from './model/editorStore.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { compareDialog } from './overlays.ts';
import { reloadFile } from './model/diskText.ts';
import { isRequestFile } from '../../../../shared/requests/requestFile.ts';
import { copyFileRequest, requestFromFile } from '../services/index.ts';
import { discardAndClose } from './model/openFiles.ts';
import { overwriteFile, recreateFile, saveFile } from './model/saveFiles.ts';
import styles from './FileBars.module.css';

/** What the user has to know or decide about the file that is shown, above its text. */
export function FileBars({ file }: { file: OpenFile }) {
  const { path, disk, saveProblem, restoredFrom } = file;
  const name = nameOf(path);
  return (
    <>
      {disk === 'changed' && (
        <Bar
          tone="warn"
          actions={
            <>
              <Compare path={path} />
              <Button size="small" onClick={() => reportFailure(overwriteFile(path))}>
                Overwrite
              </Button>
              <Button size="small" onClick={() => reportFailure(reloadFile(path))}>
                Reload
              </Button>
            </>
          }
        >
          {name} has changed on disk, and you have edits that are not saved.
        </Bar>
      )}
      {disk === 'deleted' && (
        <Bar
          tone="warn"
          actions={
            <>
              <Button size="small" onClick={() => reportFailure(recreateFile(path))}>
                Save
              </Button>
              <Button size="small" onClick={() => reportFailure(discardAndClose(path))}>
                Close
              </Button>
            </>
          }
        >
          {name} was deleted on disk. Save creates it again.
        </Bar>
      )}
      {restoredFrom !== undefined && disk !== 'deleted' && (
        <Bar
          tone="busy"
          shape="stale"
          actions={
            <>
              {disk === 'same' && <Compare path={path} />}
              <Button size="small" onClick={() => updateFile(path, { restoredFrom: undefined })}>
                Keep
              </Button>
              <Button size="small" onClick={() => reportFailure(reloadFile(path))}>
                Discard
              </Button>
            </>
          }
        >
          Unsaved edits were restored, made <RelativeTime date={new Date(restoredFrom).toISOString()} />.
        </Bar>
      )}
      {saveProblem !== undefined && (
        <Bar
          tone="bad"
          actions={
            <Button size="small" onClick={() => reportFailure(saveFile(path))}>
              Try again
            </Button>
          }
        >
          {saveProblem}
        </Bar>
      )}
      {file.lineEnds === 'mixed' && !file.readOnly && (
        <Bar tone="none">
          The lines of {name} end in different ways. Saving makes them all alike; until then nothing is
          changed.
        </Bar>
      )}
      {isRequestFile(path) && disk !== 'deleted' && (
        <Bar
          tone="none"
          actions={
            <>
              <Button size="small" onClick={() => reportFailure(copyFileRequest(path))}>
                Copy as slapos request
              </Button>
              <Button size="small" look="primary" onClick={() => reportFailure(requestFromFile(path))}>
                Request
              </Button>
            </>
          }
        >
          {name} asks for an instance. Request saves it, and deploys what it says.
        </Bar>
      )}
    </>
  );
}

function Compare({ path }: { path: string }) {
  return (
    <Button size="small" onClick={() => showOverlay(compareDialog, { path })}>
      Compare
    </Button>
  );
}

function Bar({
  tone,
  shape = tone,
  actions,
  children,
}: {
  tone: Tone;
  shape?: Tone;
  actions?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={styles.bar} data-tone={tone} role="group" aria-live="polite">
      <StateIcon tone={shape} />
      <span className={styles.words}>{children}</span>
      <span className={styles.actions}>{actions}</span>
    </div>
  );
}
