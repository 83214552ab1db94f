import { runSubject } from '../../core/format/runWords.ts';
import { navigate } from '../../core/navigation.ts';
import { stepStateLabel } from '../../../../shared/status.ts';
import type { Run } from '../../../../shared/runs.ts';
import styles from './LogsPage.module.css';

const started = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'short' });

/** The list of runs where there is no room for it beside the log. */
export function RunPicker({ runs, selected }: { runs: readonly Run[]; selected: number | undefined }) {
  return (
    <select
      className={`field ${styles.picker ?? ''}`}
      aria-label="Run"
      value={selected ?? ''}
      onChange={(event) => navigate({ page: 'logs', run: Number(event.target.value) })}
    >
      {selected === undefined && <option value="">Choose a run</option>}
      {runs.map((run) => (
        <option key={run.id} value={run.id}>
          #{run.id} {runSubject(run)} – {stepStateLabel[run.state]} –{' '}
          {started.format(new Date(run.createdAt))}
        </option>
      ))}
    </select>
  );
}
