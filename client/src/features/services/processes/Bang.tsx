import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { StatusPill } from '../../../components/StatusPill.tsx';
import { useSettingsStore } from '../../../stores/settingsStore.ts';
import type { SoftwareInstance } from '../../../../../shared/model/instance.ts';
import styles from '../ServicesPage.module.css';

/** The last alarm of an instance to the Master, and whether something was done about it. */
export function Bang({ bang }: { bang: NonNullable<SoftwareInstance['bang']> }) {
  const { date, message, handled } = bang;
  const isKept = useSettingsStore((state) => state.settings?.keepConverged === true);
  return (
    <p className={styles.bang} data-handled={handled}>
      <StatusPill tone={handled ? 'none' : 'warn'}>
        Alarm to the Master <RelativeTime date={date} />
      </StatusPill>
      <span>
        {message.replace(/\.?$/, '.')}{' '}
        {handled
          ? 'Deployed again since.'
          : isKept
            ? 'It is deployed again by itself.'
            : 'Rebuild deploys it again.'}
      </span>
    </p>
  );
}
