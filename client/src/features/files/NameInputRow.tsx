import { ChevronRight, File } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { messageOf } from '../../core/api/client.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import { setNameInput, type NameInput } from './model/filesStore.ts';
import { applyName, nameProblem } from './treeActions.ts';
import styles from './FileTree.module.css';

const labels = {
  newFile: 'Name of the new file',
  newFolder: 'Name of the new folder',
  rename: 'New name',
} as const;

/** Where a name is typed, in the place where the entry is or will be. Enter takes it, Esc gives it up. */
export function NameInputRow({ input, level, folder }: { input: NameInput; level: number; folder: boolean }) {
  const before = input.kind === 'rename' ? nameOf(input.path) : '';
  const [name, setName] = useState(before);
  const [problem, setProblem] = useState<string>();
  const element = useRef<HTMLInputElement>(null);
  const problemId = useId();
  const done = useRef(false);
  /** The focus leaves the field while the name is being applied: that must not apply it again. */
  const taking = useRef(false);

  useEffect(() => {
    const field = element.current;
    if (!field) return;
    field.focus();
    const dot = before.indexOf('.', 1);
    field.setSelectionRange(0, folder || dot === -1 ? before.length : dot);
  }, [before, folder]);

  const finish = () => {
    if (done.current) return;
    done.current = true;
    setNameInput(undefined);
  };
  const giveUp = () => {
    finish();
    focusTree();
  };
  const take = async () => {
    if (taking.current || done.current) return;
    const found = nameProblem(name, input);
    setProblem(found);
    if (found !== undefined) return;
    taking.current = true;
    try {
      await applyName(name, input);
      finish();
      // In a new file one goes on typing: the editor takes the focus as soon as it shows it.
      if (input.kind !== 'newFile') focusTree();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      taking.current = false;
    }
  };
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-selected="true"
      className={styles.input}
      style={{ paddingLeft: level * 12 - 4 }}
    >
      {folder ? (
        <ChevronRight size={14} className={styles.chevron} aria-hidden="true" />
      ) : (
        <File size={14} strokeWidth={1.5} className={styles.icon} aria-hidden="true" />
      )}
      <input
        ref={element}
        aria-label={labels[input.kind]}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : problemId}
        value={name}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => {
          setName(target.value);
          // After a slash there is more to come.
          setProblem(/(^|\/)$/.test(target.value) ? undefined : nameProblem(target.value, input));
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') void take();
          if (event.key === 'Escape') giveUp();
        }}
        onBlur={() => (name === before || name === '' || problem !== undefined ? finish() : void take())}
      />
      {problem !== undefined && (
        <span id={problemId} role="alert" className={styles.inputProblem}>
          {problem}
        </span>
      )}
    </div>
  );
}

function focusTree(): void {
  document.querySelector<HTMLElement>('[role=tree]')?.focus();
}
