import type { ComponentProps, ReactNode } from 'react';
import styles from './SidePane.module.css';

interface SidePaneProps extends Omit<ComponentProps<'section'>, 'aria-label' | 'className'> {
  /** Its accessible name; the switch above it shows it. */
  name: string;
  /** Buttons above what fills it. */
  tools?: ReactNode;
}

/** What stands on the left of the editor: tools, and below them what fills the rest. */
export function SidePane({ name, tools, children, ...rest }: SidePaneProps) {
  return (
    <section className={styles.pane} aria-label={name} data-pane {...rest}>
      {tools !== undefined && <div className={styles.tools}>{tools}</div>}
      {children}
    </section>
  );
}
