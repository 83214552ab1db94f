import { memo } from 'react';
import type { ServerRoots } from '../../../../shared/profile/fileLinks.ts';
import { LogText } from '../../components/log/LogText.tsx';
import type { SearchPattern } from '../../components/log/searchPattern.ts';
import styles from './VirtualLog.module.css';

interface LogRowProps {
  ordinal: number;
  number: string;
  /** Address of the line, where its number is that of the file. */
  href: string | undefined;
  text: string;
  /** The line is longer than a row. */
  continues: boolean;
  look: 'current' | 'error' | undefined;
  pattern: SearchPattern | undefined;
  roots: ServerRoots;
}

/** One row of a log with its number. */
export const LogRow = memo(function LogRow(props: LogRowProps) {
  const { ordinal, number, href, text, continues, look, pattern, roots } = props;
  return (
    <div className={styles.row} data-ordinal={ordinal} data-look={look}>
      {href === undefined ? (
        <span className={styles.number} data-number={number} aria-hidden="true" />
      ) : (
        // Out of the tab order, as there is one for each row; the number is drawn by the style sheet, so that
        // it is not copied with the text.
        <a
          className={styles.number}
          href={href}
          data-number={number}
          tabIndex={-1}
          aria-label={`Line ${number}`}
        />
      )}
      <span className={styles.text}>
        <LogText text={text} pattern={pattern} roots={roots} />
        {continues && <span className={styles.continues}> the line goes on</span>}
        {text === '' && <br />}
      </span>
    </div>
  );
});
