import { Pencil } from 'lucide-react';
import { useRef, useState } from 'react';
import { IconButton } from '../../../components/IconButton.tsx';
import styles from './Parameters.module.css';

interface RenameMemberProps {
  name: string;
  /** Why a member cannot have a name; undefined where it can. */
  refusal: (name: string) => string | undefined;
  onRename: (name: string) => void;
}

/** Gives a member of a map another name: Enter takes it, Escape leaves it. */
export function RenameMember({ name, refusal, onRename }: RenameMemberProps) {
  const [typed, setTyped] = useState<string>();
  const button = useRef<HTMLButtonElement>(null);
  const problem = typed === undefined || typed === '' || typed === name ? undefined : refusal(typed);
  const leave = (): void => {
    setTyped(undefined);
    button.current?.focus();
  };
  const take = (): void => {
    if (typed === undefined || problem !== undefined) return;
    if (typed !== '' && typed !== name) onRename(typed);
    leave();
  };
  return (
    <>
      {typed !== undefined && (
        <span className={styles.rename}>
          <input
            className="field mono"
            aria-label={`New name of ${name}`}
            aria-invalid={problem !== undefined}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onFocus={({ target }) => target.select()}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={() => setTyped(undefined)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== 'Escape') return;
              event.preventDefault();
              event.stopPropagation();
              if (event.key === 'Enter') take();
              else leave();
            }}
          />
          {problem !== undefined && (
            <span className={styles.problem} role="alert">
              {problem}
            </span>
          )}
        </span>
      )}
      <IconButton
        ref={button}
        size="small"
        label={`Rename ${name}`}
        icon={<Pencil size={14} />}
        onClick={() => setTyped(name)}
      />
    </>
  );
}
