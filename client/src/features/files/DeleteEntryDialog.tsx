import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { nameOf } from '../../../../shared/core/paths.ts';
import { closeDeleted } from '../editor/index.ts';
import { deleteEntry } from './model/folders.ts';

/** Names what goes before it goes. */
export function DeleteEntryDialog({
  path,
  folder,
  onClose,
}: {
  path: string;
  folder: boolean;
  onClose: () => void;
}) {
  const confirm = async () => {
    await deleteEntry(path, folder);
    await closeDeleted(path);
  };
  return (
    <Dialog
      title={`Delete ${nameOf(path)}?`}
      description={
        <>
          <code>{path.replace(/^workspace\//, '')}</code>
          {folder ? ' and everything in it' : ''} will be deleted from disk. This cannot be undone here.
        </>
      }
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            autoFocus
            onClick={() => {
              onClose();
              reportFailure(confirm());
            }}
          >
            Delete
          </Button>
        </>
      }
    />
  );
}
