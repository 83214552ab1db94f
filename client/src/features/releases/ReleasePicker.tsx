import { stepStateLabel } from '../../../../shared/status.ts';
import { useShallow } from '../../core/stores/createAppStore.ts';
import {
  buildableReleases,
  selectRelease,
  useCurrentRelease,
  useReleasesStore,
} from './model/releasesStore.ts';
import styles from './ReleasePicker.module.css';

/** Chooses the release that the header is about. A native list: it has type-ahead, and fits every screen. */
export function ReleasePicker() {
  const releases = useReleasesStore(useShallow(buildableReleases));
  const current = useCurrentRelease();
  return (
    <select
      aria-label="Release"
      className={styles.picker}
      value={current?.name ?? ''}
      disabled={current === undefined}
      title={current?.path.replace(/^workspace\//, '')}
      onChange={({ target }) => selectRelease(target.value)}
    >
      {current === undefined && <option value="">{releases ? 'No release' : 'Loading…'}</option>}
      {releases?.map(({ name, software }) => (
        <option key={name} value={name} title={stepStateLabel[software.state]}>
          {name}
        </option>
      ))}
    </select>
  );
}
