import type { FieldProblem } from './formContext.ts';
import styles from './Parameters.module.css';

interface ParameterNotesProps {
  id?: string;
  problems?: readonly FieldProblem[];
  description?: string | undefined;
}

/** What is wrong with a value, and what its schema says of it. */
export function ParameterNotes({ id, problems = [], description }: ParameterNotesProps) {
  return (
    <div id={id} className={styles.notes}>
      {problems.map(({ sentence, isNote }) => (
        <p key={sentence} className={isNote ? styles.remark : styles.problem}>
          {sentence}
        </p>
      ))}
      {description !== undefined && <p>{description}</p>}
    </div>
  );
}
