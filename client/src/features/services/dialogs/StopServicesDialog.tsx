import { call } from '../../../core/api/client.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { notify } from '../../../core/stores/noticesStore.ts';

async function stopServices(): Promise<void> {
  await call('stopServices');
  notify({ look: 'success', text: 'The services of all instances were stopped.' });
}

/** Asks before what users of the services would notice. */
export function StopServicesDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      title="Stop all services?"
      description="The processes of every instance are stopped. The next Rebuild starts those of its instance again."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            onClick={() => {
              onClose();
              reportFailure(stopServices());
            }}
          >
            Stop all services
          </Button>
        </>
      }
    />
  );
}
