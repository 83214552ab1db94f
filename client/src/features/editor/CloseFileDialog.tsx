import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { nameOf } from '../../../../shared/core/paths.ts';
import { discardAndClose } from './model/openFiles.ts';
import { saveFile } from './model/saveFiles.ts';

/** Asks what becomes of unsaved edits when a tab is closed. */
export function CloseFileDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const saveAndClose = async () => {
    if ((await saveFile(path)) === 'saved') await discardAndClose(path);
  };
  return (
    <Dialog
      title={`Save ${nameOf(path)}?`}
      description="It has edits that are not saved."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            onClick={() => {
              onClose();
              reportFailure(discardAndClose(path));
            }}
          >
            Discard
          </Button>
          <Button
            look="primary"
            autoFocus
            onClick={() => {
              onClose();
              reportFailure(saveAndClose());
            }}
          >
            Save
          </Button>
        </>
      }
    />
  );
}
