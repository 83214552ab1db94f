import { X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../components/Button.tsx';
import { StateIcon } from '../components/StateIcon.tsx';
import { dismissNotice, useNoticesStore, type Notice } from '../core/stores/noticesStore.ts';
import styles from './Notices.module.css';

const tones = { info: 'none', success: 'ok', error: 'bad' } as const;

/** The lines that come up for a while at the bottom right. */
export function Notices() {
  const notices = useNoticesStore((state) => state.notices);
  return (
    <div className={styles.notices} aria-live="polite">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeLine({ notice: { id, look, text, action } }: { notice: Notice }) {
  const lasting = look === 'error' || action ? 12_000 : 4000;
  useEffect(() => {
    const timer = setTimeout(() => dismissNotice(id), lasting);
    return () => clearTimeout(timer);
  }, [id, lasting]);
  return (
    <div className={styles.notice} data-look={look}>
      <span className={styles.shape}>
        <StateIcon tone={tones[look]} />
      </span>
      <span className={styles.text}>{text}</span>
      {action && (
        <Button
          look="link"
          onClick={() => {
            action.run();
            dismissNotice(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <button
        type="button"
        className="icon-button"
        data-size="small"
        aria-label="Dismiss"
        onClick={() => dismissNotice(id)}
      >
        <X size={14} />
      </button>
    </div>
  );
}
