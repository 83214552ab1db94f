import type { ComponentType } from 'react';
import { header } from '../features/index.ts';
import styles from './Header.module.css';

/** What is always in reach: which release and instance it is about, how they are, Rebuild, settings. */
export function Header() {
  return (
    <header className={styles.header} data-pane>
      <div className={styles.identity}>
        <span className={styles.brand}>Webrunner</span>
        {header.identity.map(place)}
      </div>
      <div className={styles.state}>{header.state.map(place)}</div>
      {header.action.map(place)}
    </header>
  );
}

function place(Part: ComponentType) {
  return <Part key={Part.name} />;
}
