import { useId, useState } from 'react';
import type { PendingRequest, SoftwareInstance } from '../../../../../shared/instances.ts';
import { call, messageOf } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { ParameterRows } from '../parameters/ParameterRows.tsx';
import { readRows, writeRows, type ParameterRow } from '../parameters/parameterRows.ts';
import { problemText } from '../parameters/readParameters.ts';
import { useAnswering } from './useAnswering.ts';
import styles from '../dialogs/Dialogs.module.css';

interface StandInDialogProps {
  request: PendingRequest;
  instance: SoftwareInstance;
  root: SoftwareInstance;
  onClose: () => void;
}

/** Answers a request with connection parameters that the user types, for development. */
export function StandInDialog({ request, instance, root, onClose }: StandInDialogProps) {
  const id = useId();
  const { reference } = request;
  const { computer, partition } = instance;
  const isThere = request.state === 'standIn';
  const [rows, setRows] = useState<readonly ParameterRow[]>(() => writeRows(suggestionFor(request)));
  const { pending, failure, answer } = useAnswering(root, onClose);
  const read = readRows(rows);
  const params = { computer, partition, reference };
  return (
    <Dialog
      title="Answer with a stand-in"
      size="medium"
      description={
        <>
          For development: <code>{instance.reference}</code> gets these connection parameters for{' '}
          <code>{reference}</code>, as if an instance had published them.
        </>
      }
      onClose={() => pending || onClose()}
      actions={
        <>
          {isThere && (
            <Button
              look="danger"
              disabled={pending}
              onClick={() => void answer(() => call('removeStandIn', { params }))}
            >
              Remove stand-in
            </Button>
          )}
          <Button disabled={pending} onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={`${id}-form`}
            look="primary"
            disabled={pending || !('parameters' in read)}
            icon={pending && <Spinner />}
          >
            Answer and deploy again
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        className={styles.body}
        onSubmit={(event) => {
          event.preventDefault();
          if (!('parameters' in read)) return;
          const { parameters: connectionParameters } = read;
          void answer(() => call('setStandIn', { params, body: { connectionParameters } }));
        }}
      >
        <ParameterRows rows={rows} onChange={setRows} problems={new Map()} />
        {'problem' in read && (
          <p className={styles.problem} role="alert">
            {problemText(read.problem)}
          </p>
        )}
      </form>
      {failure !== undefined && (
        <p className={styles.problem} role="alert">
          {messageOf(failure)}
        </p>
      )}
    </Dialog>
  );
}

/** What it is answered with, else what frontends publish, with the address that is behind this one. */
function suggestionFor({ connectionParameters, state, parameters }: PendingRequest) {
  if (state === 'standIn' && connectionParameters !== undefined) return connectionParameters;
  const { url } = parameters;
  const address = typeof url === 'string' && URL.canParse(url) ? url : 'http://127.0.0.1:8080/';
  return { url: address, secure_access: address, domain: new URL(address).host };
}
