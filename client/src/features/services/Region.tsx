import type { ReactNode } from 'react';
import styles from './ServicesPage.module.css';

interface RegionProps {
  /** Its heading and accessible name. */
  name: string;
  /** How many there are, beside the heading. */
  count?: number;
  tools?: ReactNode;
  children: ReactNode;
}

/** A named part of an instance. */
export function Region({ name, count, tools, children }: RegionProps) {
  return (
    <section className={styles.region} aria-label={name}>
      <header className={styles.regionHeader}>
        <h3>
          {name}
          {count !== undefined && <span className={styles.count}>{count}</span>}
        </h3>
        {tools !== undefined && tools !== false && <div className={styles.tools}>{tools}</div>}
      </header>
      {children}
    </section>
  );
}
