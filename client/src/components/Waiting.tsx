import type { ReactNode } from 'react';
import { Spinner } from './Spinner.tsx';
import styles from './Waiting.module.css';

/** What a pane shows until it has something to show: what it waits for, in a few words. */
export function Waiting({ children }: { children: ReactNode }) {
  return (
    <div className={styles.waiting}>
      <Spinner /> {children}
    </div>
  );
}
