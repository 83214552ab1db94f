import { useCallback, useId, useState } from 'react';
import type { PendingRequest, RequestRules, SoftwareInstance } from '../../../../../shared/instances.ts';
import { call, messageOf } from '../../../core/api/client.ts';
import { useAnswer } from '../../../core/hooks/useAnswer.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { ForwardFields, forwardTo, type TypedMaster } from './ForwardFields.tsx';
import { useAnswering } from './useAnswering.ts';
import styles from '../dialogs/Dialogs.module.css';

interface ForwardDialogProps {
  request: PendingRequest;
  instance: SoftwareInstance;
  root: SoftwareInstance;
  onClose: () => void;
}

/** Has all requests for a release asked of another Master. */
export function ForwardDialog(props: ForwardDialogProps) {
  const load = useCallback((signal: AbortSignal) => call('getRequestRules', { signal }), []);
  const { value: rules, problem } = useAnswer(load, 0);
  if (rules !== undefined) return <ForwardForm {...props} rules={rules} />;
  return (
    <Dialog title="Forward to a Master" onClose={props.onClose}>
      <p className={problem === undefined ? styles.soft : styles.problem}>
        {problem ?? 'Reading what is forwarded…'}
      </p>
    </Dialog>
  );
}

function ForwardForm({
  request: { url },
  root,
  rules,
  onClose,
}: ForwardDialogProps & { rules: RequestRules }) {
  const id = useId();
  const present = rules.forwards.find((one) => one.url === url);
  const [typed, setTyped] = useState<TypedMaster>({
    master: present?.master ?? '',
    key: present?.key ?? '',
    certificate: present?.certificate ?? '',
  });
  const { pending, failure, answer } = useAnswering(root, onClose);
  const forward = (own: RequestRules['forwards']) =>
    answer(() =>
      call('setRequestForwards', {
        body: { forwards: [...rules.forwards.filter((one) => one.url !== url), ...own] },
      }),
    );
  return (
    <Dialog
      title="Forward to a Master"
      size="medium"
      description={
        <>
          All requests of instances for <code>{url}</code> are asked of another SlapOS Master, which has nodes
          for it.
        </>
      }
      onClose={() => pending || onClose()}
      actions={
        <>
          {present && (
            <Button look="danger" disabled={pending} onClick={() => void forward([])}>
              Forward no more
            </Button>
          )}
          <Button disabled={pending} onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={`${id}-form`}
            look="primary"
            disabled={pending || typed.master === ''}
            icon={pending && <Spinner />}
          >
            Forward and deploy again
          </Button>
        </>
      }
    >
      <form
        id={`${id}-form`}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void forward([forwardTo(typed, url)]);
        }}
      >
        <ForwardFields typed={typed} onChange={setTyped} />
      </form>
      {failure !== undefined && (
        <p className={styles.problem} role="alert">
          {messageOf(failure)}
        </p>
      )}
    </Dialog>
  );
}
