import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import styles from './Parameters.module.css';

interface AddMemberProps {
  id: string;
  /** The map that it is added to; undefined where the schema does not describe what is added. */
  to: string | undefined;
  /** Why a member cannot have a name; undefined where it can. */
  refusal: (name: string) => string | undefined;
  onAdd: (name: string) => void;
}

/** Adds a member to a map, or a parameter that the schema allows and does not describe. */
export function AddMember({ id, to, refusal, onAdd }: AddMemberProps) {
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const problem = name === '' ? undefined : refusal(name);
  const add = (): void => {
    if (name === '' || problem !== undefined) return;
    onAdd(name);
    setName('');
    field.current?.focus();
  };
  return (
    <div className={styles.add}>
      <input
        ref={field}
        id={id}
        className="field mono"
        aria-label={to === undefined ? 'Name of another parameter' : `New name in ${to}`}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        placeholder={to === undefined ? 'Another parameter' : 'New name'}
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabled={name === '' || problem !== undefined}
        onClick={add}
      >
        {to === undefined ? 'Add' : `Add to ${to}`}
      </Button>
      {problem !== undefined && (
        <span id={`${id}-problem`} className={styles.problem}>
          {problem}
        </span>
      )}
    </div>
  );
}
