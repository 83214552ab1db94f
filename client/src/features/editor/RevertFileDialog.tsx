import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { nameOf } from '../../../../shared/core/paths.ts';
import { reloadFile } from './model/diskText.ts';

/** Asks before unsaved edits are given up. */
export function RevertFileDialog({ path, onClose }: { path: string; onClose: () => void }) {
  return (
    <Dialog
      title={`Revert ${nameOf(path)}?`}
      description="The text becomes that of the file on disk. Undo brings your edits back."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose();
              reportFailure(reloadFile(path));
            }}
          >
            Revert
          </Button>
        </>
      }
    />
  );
}
