import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { useEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { moveFocus } from './moveFocus.ts';
import styles from './ClosableTabs.module.css';

interface ClosableTabsProps {
  /** Accessible name of the list. */
  label: string;
  className?: string | undefined;
  /** Of `ClosableTab`. */
  children: ReactNode;
}

/** A strip of things that are open, one of which is shown. */
export function ClosableTabs({ label, className, children }: ClosableTabsProps) {
  return (
    <div role="tablist" aria-label={label} className={clsx(styles.tabs, className)} onKeyDown={moveFocus}>
      {children}
    </div>
  );
}

interface ClosableTabProps {
  /** What it is called. */
  children: ReactNode;
  active: boolean;
  /** Tooltip of the name. */
  title: string;
  /** Tooltip of the cross. */
  closeTitle: string;
  /** Unsaved edits put a dot in the place of the cross. */
  dirty?: boolean;
  /** Id of the element that it shows. */
  controls?: string | undefined;
  onShow: () => void;
  onClose: () => void;
}

/** One of them; the cross, the middle button and Delete close it. */
export function ClosableTab(props: ClosableTabProps) {
  const { children, active, title, closeTitle, dirty = false, controls, onShow, onClose } = props;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const middleClick = (event: MouseEvent) => {
    if (event.button !== 1) return;
    event.preventDefault();
    onClose();
  };
  return (
    <div
      ref={element}
      className={styles.tab}
      data-active={active}
      role="presentation"
      onAuxClick={middleClick}
    >
      <button
        type="button"
        role="tab"
        aria-selected={active}
        aria-controls={controls}
        aria-keyshortcuts="Delete"
        tabIndex={active ? 0 : -1}
        title={title}
        className={styles.name}
        onClick={onShow}
        onKeyDown={(event) => event.key === 'Delete' && onClose()}
      >
        {children}
        {dirty && <span className="visually-hidden"> (unsaved)</span>}
      </button>
      <button
        type="button"
        className={styles.close}
        tabIndex={-1}
        // A tab list may hold tabs only: by keyboard, Delete closes a tab.
        aria-hidden="true"
        title={closeTitle}
        data-dirty={dirty}
        onClick={onClose}
      >
        {dirty && <span className={styles.dot} aria-hidden="true" />}
        <X size={14} className={styles.cross} aria-hidden="true" />
      </button>
    </div>
  );
}
