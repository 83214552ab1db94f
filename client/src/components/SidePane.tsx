import type { ComponentProps, ReactNode } from 'react';
import styles from './SidePane.module.css';

interface SidePaneProps extends Omit<ComponentProps<'section'>, 'aria-label' | 'className'> {
  /** Its heading and accessible name. */
  name: string;
  /** Buttons beside the heading. */
  tools: ReactNode;
}

/** What stands on the left of the editor: a heading with tools, and below it what fills the rest. */
export function SidePane({ name, tools, children, ...rest }: SidePaneProps) {
  return (
    <section className={styles.pane} aria-label={name} data-pane {...rest}>
      <div className={styles.header}>
        <h2>{name}</h2>
        {tools}
      </div>
      {children}
    </section>
  );
}
