import { useId, useState, type ReactNode } from 'react';
import { messageOf } from '../../../core/api/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { useRunFailure } from '../useRunFailure.ts';
import styles from './Dialogs.module.css';

interface ConfirmByNameProps {
  title: string;
  /** What has to be typed. */
  name: string;
  /** What it is the name of, as in “Type the reference …”. */
  what: string;
  action: string;
  /** Does it; what it throws is shown in the dialog, which stays. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  /** What will be lost. */
  children: ReactNode;
}

/** Asks before something is lost for good: the button works once the name has been typed. */
export function ConfirmByName(props: ConfirmByNameProps) {
  const { title, name, what, action, onConfirm, onClose, children } = props;
  const [typed, setTyped] = useState('');
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useRunFailure();
  const id = useId();
  const matches = typed === name;
  const confirm = async (): Promise<void> => {
    if (!matches || pending) return;
    setPending(true);
    setFailure(undefined);
    try {
      await onConfirm();
    } catch (error) {
      setPending(false);
      setFailure(error);
      return;
    }
    onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={() => pending || onClose()}
      actions={
        <>
          <Button disabled={pending} onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={`${id}-form`}
            look="danger"
            disabled={!matches || pending}
            aria-busy={pending}
            icon={pending && <Spinner />}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className={styles.body} id={`${id}-body`}>
        {children}
      </div>
      <form
        id={`${id}-form`}
        className={styles.confirm}
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <label htmlFor={`${id}-name`}>
          Type the {what} <code>{name}</code> to go on
        </label>
        <input
          id={`${id}-name`}
          className="field mono"
          autoFocus
          autoComplete="off"
          spellCheck={false}
          readOnly={pending}
          aria-describedby={`${id}-body`}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </form>
      {failure !== undefined && (
        <p className={styles.problem} role="alert">
          {messageOf(failure)}
        </p>
      )}
    </Dialog>
  );
}
