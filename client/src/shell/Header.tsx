import type { ComponentType } from 'react';
import { header } from '../features/index.ts';
import { PageTabs } from './PageTabs.tsx';
import styles from './Header.module.css';

/** What is always in reach: where one is, which release and instance, how they are, and Rebuild. */
export function Header() {
  return (
    <header className={styles.header} data-pane>
      <div className={styles.identity}>
        {header.start.map(place)}
        <span className={styles.brand}>Webrunner</span>
        {header.identity.map(place)}
      </div>
      <PageTabs />
      <div className={styles.state}>{header.state.map(place)}</div>
      {header.action.map(place)}
    </header>
  );
}

function place(Part: ComponentType) {
  return <Part key={Part.name} />;
}
