import { Eye, EyeOff } from 'lucide-react';
import { useState, type ComponentProps } from 'react';
import { clsx } from 'clsx';
import { IconButton } from '../../../components/IconButton.tsx';
import styles from './Parameters.module.css';

interface TextControlProps extends Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'className'> {
  value: string;
  onChange: (text: string) => void;
  /** What to call it where it is masked, for example the name of the parameter; undefined: no secret. */
  secret?: string | undefined;
  isCode?: boolean;
}

/**
 * A text that may have several lines: Shift+Enter begins a second one, so that Enter is no accident. A secret is
 * masked until it is revealed; masked it can be typed, but for one with several lines, which a masked field would join.
 */
export function TextControl({ value, onChange, secret, isCode = false, ...rest }: TextControlProps) {
  const [revealed, setRevealed] = useState(false);
  const lines = value.split('\n').length;
  if (secret === undefined || revealed) {
    return (
      <span className={styles.textControl}>
        <textarea
          {...rest}
          className={clsx('field', styles.text, isCode && 'mono')}
          rows={Math.min(12, lines)}
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && lines === 1 && !isCode) event.preventDefault();
          }}
        />
        {secret !== undefined && (
          <IconButton
            size="small"
            label={`Hide ${secret}`}
            icon={<EyeOff size={14} />}
            onClick={() => setRevealed(false)}
          />
        )}
      </span>
    );
  }
  const { id, placeholder, disabled } = rest;
  return (
    <span className={styles.textControl}>
      <input
        id={id}
        type="password"
        autoComplete="off"
        className={clsx('field', styles.text)}
        placeholder={placeholder}
        disabled={disabled}
        readOnly={lines > 1}
        aria-label={rest['aria-label']}
        aria-invalid={rest['aria-invalid']}
        aria-describedby={rest['aria-describedby']}
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {value !== '' && (
        <IconButton
          size="small"
          label={`Reveal ${secret}`}
          icon={<Eye size={14} />}
          onClick={() => setRevealed(true)}
        />
      )}
    </span>
  );
}
