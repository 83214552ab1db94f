import { reportFailure } from '../../core/commands/reportFailure.ts';
import { StateIcon } from '../../components/StateIcon.tsx';
import { useActiveFile, type Problems as Counts } from './model/editorStore.ts';
import { runEditorAction } from './activeEditor.ts';
import styles from './StatusBar.module.css';

/** How many lines of the file are wrong or out of date; a click goes to the next one. */
export function Problems() {
  const problems = useActiveFile()?.problems;
  if (!problems) return undefined;
  const { errors, warnings, notes } = problems;
  const words = wordsOf(problems);
  const tone = errors > 0 ? 'bad' : warnings > 0 ? 'warn' : 'none';
  return (
    <button
      type="button"
      className={styles.problems}
      data-bad={tone === 'bad'}
      title="Go to the next problem (F8)"
      aria-label={`Problems: ${words}`}
      disabled={errors + warnings + notes === 0}
      onClick={() => reportFailure(runEditorAction('editor.action.marker.next'))}
    >
      {tone !== 'none' && <StateIcon tone={tone} size={9} />}
      {words}
    </button>
  );
}

function wordsOf({ errors, warnings, notes }: Counts): string {
  const counts = [counted(errors, 'error'), counted(warnings, 'warning')];
  return [...counts, ...(notes > 0 ? [counted(notes, 'note')] : [])].join(' ');
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
