import { Lightbulb } from 'lucide-react';
import { reportFailure } from '../../commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { formatRoute } from '../../navigation.ts';
import { nameOf } from '../../stores/filesStore.ts';
import { showFile } from '../../sync/editorRoute.ts';
import { computeMd5 } from '../../sync/md5.ts';
import type { ErrorAdvice } from './errorAdvice.ts';
import styles from './LogPane.module.css';

/** Below the error that a log ends with: what to do about it, and where. */
export function LogAdvice({ advice: { text, file, action } }: { advice: ErrorAdvice }) {
  return (
    <p className={styles.advice} role="note" aria-label="What to do">
      <Lightbulb size={14} aria-hidden="true" />
      <span>{text}</span>
      {file && (
        <a href={formatRoute({ page: 'editor', path: file.path, line: file.line })}>
          Open {nameOf(file.path)}
          {file.line !== undefined && `, line ${file.line}`}
        </a>
      )}
      {file && action === 'md5' && (
        <Button
          size="small"
          onClick={() => {
            showFile(file.path);
            reportFailure(computeMd5(file.path));
          }}
        >
          Get or Update MD5 sum
        </Button>
      )}
    </p>
  );
}
