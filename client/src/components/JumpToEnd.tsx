import { ArrowDown } from 'lucide-react';
import { Button } from './Button.tsx';
import styles from './JumpToEnd.module.css';

/** Over the corner of a log that is no longer followed. */
export function JumpToEnd({ onClick }: { onClick: () => void }) {
  return (
    <Button size="small" className={styles.button ?? ''} icon={<ArrowDown size={14} />} onClick={onClick}>
      Jump to end
    </Button>
  );
}
