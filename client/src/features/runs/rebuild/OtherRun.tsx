import { Spinner } from '../../../components/Spinner.tsx';
import { runSubject } from '../../../core/format/runWords.ts';
import { formatRoute } from '../../../core/navigation.ts';
import { useCurrentPair } from '../../releases/index.ts';
import { useActiveRun } from '../model/runsStore.ts';
import type { RunAction } from '../../../../../shared/runs.ts';
import styles from './OtherRun.module.css';

const words: Readonly<Record<RunAction, string>> = {
  rebuild: 'Building',
  destroy: 'Destroying',
  remove: 'Removing',
};

/** Says what goes on where that is not about the release and instance that the header shows; absent else. */
export function OtherRun() {
  const run = useActiveRun();
  const pair = useCurrentPair();
  if (!run) return undefined;
  const isShown =
    run.scope === 'one' && run.release === pair?.release.name && run.reference === pair.reference;
  if (isShown) return undefined;
  const what = `${words[run.action]} ${runSubject(run)}`;
  return (
    <a
      className={styles.other}
      href={formatRoute({ page: 'logs', run: run.id })}
      title={`Run ${run.id}: ${what}`}
    >
      <Spinner />
      <span className="truncate">{what}</span>
    </a>
  );
}
