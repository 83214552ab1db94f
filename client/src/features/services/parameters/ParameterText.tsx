import { Eye } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../../components/Button.tsx';
import { problemText, type ReadProblem } from './readParameters.ts';
import { offsetOf } from './textPlace.ts';
import styles from './Parameters.module.css';

interface ParameterTextProps {
  label: string;
  text: string;
  onChange: (text: string) => void;
  problem: ReadProblem | undefined;
  /** The text with its secrets masked, to be shown instead; undefined where it is shown as it is. */
  masked: string | undefined;
  onReveal: () => void;
}

/** Parameters as JSON or XML. Given masked, it can be edited once its secrets are revealed. */
export function ParameterText({ label, text, onChange, problem, masked, onReveal }: ParameterTextProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const shown = masked ?? text;
  const place = problem?.place !== undefined && 'line' in problem.place ? problem.place : undefined;
  const showPlace = (): void => {
    if (!area.current || !place) return;
    const offset = offsetOf(text, place);
    area.current.focus();
    area.current.setSelectionRange(offset, Math.min(text.length, offset + 1));
  };
  return (
    <div className={styles.textView}>
      <textarea
        ref={area}
        className={`field mono ${styles.source ?? ''}`}
        aria-label={label}
        aria-invalid={problem !== undefined}
        spellCheck={false}
        readOnly={masked !== undefined}
        rows={Math.min(24, Math.max(4, shown.split('\n').length))}
        value={shown}
        onChange={({ target }) => onChange(target.value)}
      />
      {masked !== undefined && (
        <p className={styles.hint}>
          Secrets are masked.{' '}
          <Button look="link" icon={<Eye size={14} />} onClick={onReveal}>
            Reveal them to edit
          </Button>
        </p>
      )}
      {problem !== undefined && (
        <p className={styles.problem} role="alert">
          {problemText(problem)}{' '}
          {place && (
            <Button look="link" onClick={showPlace}>
              Go there
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
