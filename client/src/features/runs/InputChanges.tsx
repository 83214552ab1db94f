import { FileDiff } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { formatRoute } from '../../core/navigation.ts';
import { nameOf, parentOf } from '../../../../shared/core/paths.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { compareInputDialog } from './overlays.ts';
import type { InputChange } from '../../../../shared/runs.ts';
import styles from './InputChanges.module.css';

const words: Readonly<Record<InputChange['kind'], string>> = {
  added: 'Added',
  changed: 'Changed',
  deleted: 'Deleted',
};

interface InputChangesProps {
  changes: readonly InputChange[];
  /** The earlier run; undefined where there is none, or not one only: then what was cannot be shown. */
  before: number | undefined;
  /** The later run; undefined for the files as they are now. */
  after: number | undefined;
}

/** Files that differ; each opens in the editor, or beside what it was. */
export function InputChanges({ changes, before, after }: InputChangesProps) {
  return (
    <ul className={styles.list}>
      {changes.map((change) => {
        const { path, kind } = change;
        const folder = parentOf(path).replace(/^workspace\/?/, '');
        const name = (
          <>
            {nameOf(path)} <span className={styles.folder}>{folder}</span>
          </>
        );
        return (
          <li key={path} className={styles.change}>
            <span className={styles.kind} data-kind={kind}>
              {words[kind]}
            </span>
            {kind === 'deleted' ? (
              <span className="truncate" title={path}>
                {name}
              </span>
            ) : (
              <a className="truncate" href={formatRoute({ page: 'editor', path })} title={path}>
                {name}
              </a>
            )}
            {(before !== undefined || kind === 'added') && (
              <Button
                look="quiet"
                size="small"
                icon={<FileDiff size={13} />}
                aria-label={`Compare ${nameOf(path)}`}
                onClick={() => showOverlay(compareInputDialog, { comparison: { change, before, after } })}
              >
                Compare
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
