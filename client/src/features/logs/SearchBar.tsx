import { ArrowDown, ArrowUp, CaseSensitive, ListFilter, Regex, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { IconButton } from '../../components/IconButton.tsx';
import type { SearchTerms } from '../../components/log/searchPattern.ts';
import styles from './SearchBar.module.css';

interface SearchBarProps {
  terms: SearchTerms;
  onTermsChange: (terms: SearchTerms) => void;
  /** Only the rows that match are shown. */
  only: boolean;
  onOnlyChange: (only: boolean) => void;
  /** What is wrong with the expression. */
  error: string | undefined;
  /** `3 of 12 lines`, for example; empty while nothing is searched for. */
  result: string;
  canMove: boolean;
  onMove: (direction: 1 | -1) => void;
  onClose: () => void;
}

/** Search in a log. It takes the focus when it appears. */
export function SearchBar(props: SearchBarProps) {
  const { terms, onTermsChange, only, onOnlyChange, error, result, canMove, onMove, onClose } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <div role="search" className={styles.bar}>
      <input
        ref={field}
        className={`field ${styles.field ?? ''}`}
        type="text"
        aria-label="Search in the log"
        placeholder="Search in the log"
        aria-invalid={error !== undefined}
        spellCheck={false}
        autoComplete="off"
        value={terms.text}
        onChange={(event) => onTermsChange({ ...terms, text: event.target.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          onMove(event.shiftKey ? -1 : 1);
        }}
      />
      <div className={styles.group}>
        <IconButton
          label="Match case"
          icon={<CaseSensitive size={16} />}
          aria-pressed={terms.matchCase}
          onClick={() => onTermsChange({ ...terms, matchCase: !terms.matchCase })}
        />
        <IconButton
          label="Regular expression"
          icon={<Regex size={14} />}
          aria-pressed={terms.regex}
          onClick={() => onTermsChange({ ...terms, regex: !terms.regex })}
        />
        <IconButton
          label="Only matching lines"
          icon={<ListFilter size={14} />}
          aria-pressed={only}
          onClick={() => onOnlyChange(!only)}
        />
      </div>
      <span className={styles.result} data-error={error !== undefined} role="status">
        {error ?? result}
      </span>
      <div className={styles.group}>
        <IconButton
          label="Previous match"
          keys="Shift+F3"
          icon={<ArrowUp size={14} />}
          disabled={!canMove}
          onClick={() => onMove(-1)}
        />
        <IconButton
          label="Next match"
          keys="F3"
          icon={<ArrowDown size={14} />}
          disabled={!canMove}
          onClick={() => onMove(1)}
        />
      </div>
      <IconButton
        label="Close search"
        keys="Escape"
        icon={<X size={14} />}
        className={styles.close ?? ''}
        onClick={onClose}
      />
    </div>
  );
}
