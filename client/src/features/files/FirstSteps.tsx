import { Check, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../../components/IconButton.tsx';
import { showFile, useEditorStore } from '../editor/index.ts';
import { nameOf, parentOf } from '../../../../shared/core/paths.ts';
import { useInstancesStore } from '../services/index.ts';
import { useCurrentPair } from '../releases/index.ts';
import { useRunsStore } from '../runs/index.ts';
import { runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { firstUrl } from './firstUrl.ts';
import styles from './FirstSteps.module.css';

const key = 'webrunner.firstSteps';

/** Three steps for a first visit; gone for good when done or dismissed. */
export function FirstSteps() {
  const [over, setOver] = useState(() => localStorage.getItem(key) === 'done');
  const [newcomer, setNewcomer] = useState(false);
  const runs = useRunsStore((state) => state.runs);
  const pair = useCurrentPair();
  const release = pair?.release;
  const opened = useEditorStore((state) => state.tabs.some((tab) => nameOf(tab).startsWith('instance.cfg')));
  const url = useInstancesStore(({ instances }) =>
    firstUrl(
      instances?.find(
        ({ release: name, reference }) => name === release?.name && reference === pair?.reference,
      ),
    ),
  );
  // Who has built before knows the way, whichever browser it was in.
  if (!newcomer && runs?.length === 0) setNewcomer(true);

  useEffect(() => {
    if (over) localStorage.setItem(key, 'done');
  }, [over]);

  if (over || !newcomer || !release) return undefined;
  const profile = `${parentOf(release.path)}/instance.cfg.in`;
  return (
    <aside className={styles.steps} aria-label="First steps">
      <div className={styles.header}>
        <h2>First steps</h2>
        <IconButton
          size="small"
          label="Dismiss first steps"
          icon={<X size={14} />}
          onClick={() => setOver(true)}
        />
      </div>
      <ol>
        <Step done={opened}>
          <button type="button" className="button" data-look="link" onClick={() => showFile(profile)}>
            Open instance.cfg.in
          </button>{' '}
          and change a word
        </Step>
        <Step done={(runs?.length ?? 0) > 0}>
          <button
            type="button"
            className="button"
            data-look="link"
            onClick={() => reportFailure(runCommand('run.rebuild'))}
          >
            Build it and run it
          </button>{' '}
          (F9)
        </Step>
        <Step done={false}>
          {url === undefined ? (
            'Open the URL that it publishes'
          ) : (
            <>
              Open{' '}
              <a href={url} target="_blank" rel="noreferrer" onClick={() => setOver(true)}>
                {url}
              </a>
            </>
          )}
        </Step>
      </ol>
    </aside>
  );
}

function Step({ done, children }: { done: boolean; children: React.ReactNode }) {
  return (
    <li data-done={done}>
      <span className={styles.mark}>{done && <Check size={12} aria-label="Done" />}</span>
      <span>{children}</span>
    </li>
  );
}
