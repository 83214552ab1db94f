import { useEffect, useState } from 'react';
import type { HashHook as Hook } from '../../../../shared/hashes.ts';
import { Button } from '../../components/Button.tsx';
import { call, messageOf } from '../../core/api/client.ts';
import { shownPath } from '../editor/index.ts';
import styles from './SettingsDialog.module.css';

/** Installs or removes the git hook that updates MD5 sums, in the repository of what is shown. */
export function HashHook() {
  const [path] = useState(shownPath);
  const [hook, setHook] = useState<Hook>();
  const [problem, setProblem] = useState<string>();
  const take = (answer: Promise<Hook>) => {
    answer.then(
      (found) => {
        setHook(found);
        setProblem(undefined);
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  };
  useEffect(() => take(call('getHashHook', { query: { path } })), [path]);
  const isInstalled = hook?.state === 'installed';
  return (
    <div className={styles.setting}>
      <span />
      <div>
        <span className={styles.label}>MD5 sums in commits</span>
        <div className={styles.text}>
          {hook?.message ?? 'Looking at the repository.'}
          {problem !== undefined && (
            <span className={styles.result} data-failed={true}>
              {problem}
            </span>
          )}
        </div>
        {(isInstalled || hook?.state === 'missing') && (
          <Button
            size="small"
            className={styles.action}
            onClick={() =>
              take(
                isInstalled
                  ? call('removeHashHook', { query: { path } })
                  : call('installHashHook', { body: { path } }),
              )
            }
          >
            {isInstalled ? 'Remove the git hook' : 'Install the git hook'}
          </Button>
        )}
      </div>
    </div>
  );
}
