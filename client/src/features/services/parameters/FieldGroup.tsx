import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import styles from './Parameters.module.css';

interface FieldGroupProps {
  id: string;
  heading: ReactNode;
  title: string;
  /** Chooses between its forms. */
  select: ReactNode;
  notes: ReactNode;
  actions: ReactNode;
  describedBy: string | undefined;
  /** What is in it, shown while it is closed. */
  summary: string;
  startsOpen: boolean;
  hasProblem: boolean;
  children: ReactNode;
}

/** An object or a list of a form: closed, it is one line. */
export function FieldGroup(props: FieldGroupProps) {
  const { id, heading, title, select, notes, actions, describedBy, summary, startsOpen, hasProblem } = props;
  const [opened, setOpened] = useState<boolean>();
  // What is wrong is not hidden, unless by hand.
  const isOpen = opened ?? (startsOpen || hasProblem);
  const Icon = isOpen ? ChevronDown : ChevronRight;
  return (
    <fieldset className={styles.group} aria-label={title} aria-describedby={describedBy}>
      <div className={styles.groupHead}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={isOpen}
          aria-controls={`${id}-members`}
          onClick={() => setOpened(!isOpen)}
        >
          <Icon size={14} aria-hidden />
          {heading}
          {!isOpen && <span className={styles.tag}>{summary}</span>}
        </button>
        {select}
        {actions}
      </div>
      {isOpen && (
        <div id={`${id}-members`} className={styles.groupBody}>
          {notes}
          {props.children}
        </div>
      )}
    </fieldset>
  );
}
