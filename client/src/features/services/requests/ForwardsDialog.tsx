import { Trash2 } from 'lucide-react';
import { useCallback, useId, useState } from 'react';
import type { RequestRules } from '../../../../../shared/instances.ts';
import { call, messageOf } from '../../../core/api/client.ts';
import { useAnswer } from '../../../core/hooks/useAnswer.ts';
import { Button } from '../../../components/Button.tsx';
import { Dialog } from '../../../components/Dialog.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { ForwardFields, forwardTo, noMaster } from './ForwardFields.tsx';
import styles from '../dialogs/Dialogs.module.css';

/** The releases whose requests are asked of another Master: a list to add to and to remove from. */
export function ForwardsDialog({ onClose }: { onClose: () => void }) {
  const load = useCallback((signal: AbortSignal) => call('getRequestRules', { signal }), []);
  const { value: rules, problem } = useAnswer(load, 0);
  return (
    <Dialog
      title="Forwarded requests"
      size="medium"
      description="What instances request of these releases is asked of another SlapOS Master, which has nodes for it. It counts from the next deployment of who requests it."
      actions={<Button onClick={onClose}>Done</Button>}
      onClose={onClose}
    >
      {rules === undefined ? (
        <p className={problem === undefined ? styles.soft : styles.problem}>
          {problem ?? 'Reading what is forwarded…'}
        </p>
      ) : (
        <Forwards initial={rules.forwards} />
      )}
    </Dialog>
  );
}

function Forwards({ initial }: { initial: RequestRules['forwards'] }) {
  const id = useId();
  const [forwards, setForwards] = useState(initial);
  const [url, setUrl] = useState('');
  const [typed, setTyped] = useState(noMaster);
  const [failure, setFailure] = useState<unknown>();
  const save = async (next: RequestRules['forwards']): Promise<void> => {
    try {
      setForwards((await call('setRequestForwards', { body: { forwards: next } })).forwards);
    } catch (error) {
      setFailure(error);
      return;
    }
    setFailure(undefined);
    setUrl('');
    setTyped(noMaster);
  };
  return (
    <div className={styles.body}>
      {forwards.length === 0 && <p className={styles.soft}>Nothing is forwarded.</p>}
      <ul className={styles.forwards}>
        {forwards.map((one) => (
          <li key={one.url}>
            <span>
              <code>{one.url}</code> to <code>{one.master}</code>
            </span>
            <IconButton
              size="small"
              label={`Forward ${one.url} no more`}
              icon={<Trash2 size={14} />}
              onClick={() => void save(forwards.filter((other) => other.url !== one.url))}
            />
          </li>
        ))}
      </ul>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void save([...forwards, forwardTo(typed, url)]);
        }}
      >
        <label htmlFor={id}>Release</label>
        <input
          id={id}
          className="field mono"
          required
          placeholder="https://…/software.cfg"
          title="Its URL, exactly as it is requested"
          value={url}
          onChange={({ target }) => setUrl(target.value)}
        />
        <ForwardFields typed={typed} onChange={setTyped} />
        <Button type="submit" className={styles.second ?? ''}>
          Add
        </Button>
      </form>
      {failure !== undefined && (
        <p className={styles.problem} role="alert">
          {messageOf(failure)}
        </p>
      )}
    </div>
  );
}
