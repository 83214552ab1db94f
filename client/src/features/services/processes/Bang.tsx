import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { StatusPill } from '../../../components/StatusPill.tsx';
import { useSettingsStore } from '../../settings/index.ts';
import {
  isProcessInTrouble,
  type ServiceProcess,
  type SoftwareInstance,
} from '../../../../../shared/instances.ts';
import { processTitle } from './processWords.ts';
import styles from '../ServicesPage.module.css';

interface BangProps {
  bang: NonNullable<SoftwareInstance['bang']>;
  processes: readonly ServiceProcess[];
}

/** The last alarm of an instance to the Master, and whether something was done about it that helped. */
export function Bang({ bang: { date, message, handled }, processes }: BangProps) {
  const isBack = processes.some(
    (process) => isProcessInTrouble(process) && message.includes(processTitle(process)),
  );
  const isOver = handled && !isBack;
  const isKept = useSettingsStore((state) => state.settings?.keepConverged === true);
  return (
    <p className={styles.bang} data-over={isOver}>
      <StatusPill tone={isOver ? 'none' : 'warn'}>
        Alarm to the Master <RelativeTime date={date} />
      </StatusPill>
      <span>
        {message.replace(/\.?$/, '.')}{' '}
        {handled
          ? `Deployed again since${isBack ? ', and in trouble again' : ''}.`
          : isKept
            ? 'It is deployed again by itself.'
            : 'Rebuild deploys it again.'}
      </span>
    </p>
  );
}
