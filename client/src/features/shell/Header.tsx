import { useCurrentPair } from '../../stores/releasesStore.ts';
import { AutoChip } from './AutoChip.tsx';
import { InstancePicker } from './InstancePicker.tsx';
import { OtherRun } from './OtherRun.tsx';
import { PageTabs } from './PageTabs.tsx';
import { RebuildButton } from './RebuildButton.tsx';
import { ReleasePicker } from './ReleasePicker.tsx';
import { SettingsMenu } from './SettingsMenu.tsx';
import { StepIndicator } from './StepIndicator.tsx';
import { TreeToggle } from './TreeToggle.tsx';
import styles from './Header.module.css';

/** What is always in reach: where one is, which release and instance, how they are, and Rebuild. */
export function Header() {
  const pair = useCurrentPair();
  return (
    <header className={styles.header} data-pane>
      <div className={styles.identity}>
        <TreeToggle />
        <span className={styles.brand}>Webrunner</span>
        <ReleasePicker />
        <InstancePicker />
      </div>
      <PageTabs />
      <div className={styles.state}>
        <OtherRun />
        <StepIndicator step="software" status={pair?.release.software} />
        <StepIndicator step="instance" status={pair?.status} />
        <AutoChip />
      </div>
      <RebuildButton />
      <SettingsMenu />
    </header>
  );
}
