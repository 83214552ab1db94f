import { PanelLeft } from 'lucide-react';
import { findCommand } from '../../commands/registry.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { useNarrow } from '../../hooks/useMediaQuery.ts';
import { useRoute } from '../../navigation.ts';
import { setDrawerOpen, toggleTree, useLayoutStore } from '../../stores/layoutStore.ts';
import { useCurrentRelease } from '../../stores/releasesStore.ts';
import { PageTabs } from './PageTabs.tsx';
import { RebuildButton } from './RebuildButton.tsx';
import { ReleasePicker } from './ReleasePicker.tsx';
import { SettingsMenu } from './SettingsMenu.tsx';
import { StepIndicator } from './StepIndicator.tsx';
import styles from './Header.module.css';

/** What is always in reach: where one is, which release, how it is, and Rebuild. */
export function Header() {
  const release = useCurrentRelease();
  return (
    <header className={styles.header} data-pane>
      <div className={styles.identity}>
        <TreeToggle />
        <span className={styles.brand}>Webrunner</span>
        <ReleasePicker />
      </div>
      <PageTabs />
      <div className={styles.state}>
        <StepIndicator name="Software" step="software" status={release?.software} />
        <StepIndicator name="Instance" step="instance" status={release?.instance} />
      </div>
      <RebuildButton />
      <SettingsMenu />
    </header>
  );
}

function TreeToggle() {
  const narrow = useNarrow();
  const { page } = useRoute();
  const treeShown = useLayoutStore((state) => state.treeShown);
  const drawerOpen = useLayoutStore((state) => state.drawerOpen);
  const open = narrow ? drawerOpen : treeShown;
  return (
    <IconButton
      label={open ? 'Hide files' : 'Show files'}
      icon={<PanelLeft size={16} />}
      keys={findCommand('view.tree')?.keys?.[0]}
      disabled={page !== 'editor'}
      onClick={() => (narrow ? setDrawerOpen(!drawerOpen) : toggleTree())}
    />
  );
}
