import { releaseTitle } from '../../../../shared/releaseName.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { RunDuration } from '../../components/RunDuration.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { StepProgressLine } from '../../components/StepProgressLine.tsx';
import { StepReason } from '../../components/StepReason.tsx';
import { stepWords } from '../../../../shared/jobs.ts';
import { formatRoute } from '../../core/navigation.ts';
import { stepStateLabel, stepReason } from '../../../../shared/status.ts';
import type { Run, RunStep, StepResult } from '../../../../shared/runs.ts';
import styles from './RunPage.module.css';

/** One step: the command that ran, where it is or how it ended, and why. */
export function StepArticle({ run, step }: { run: Run; step: RunStep }) {
  const { kind, state, command, buildout = [], exitCode, results } = step;
  const reason = stepReason(step);
  const begun = step.startedAt !== undefined || step.logSize > 0;
  return (
    <section className={styles.step} aria-label={`${stepWords[kind]} step`}>
      <div className={styles.stepTitle}>
        <h2 className={styles.stepName}>{stepWords[kind]}</h2>
        <StatusPill tone={toneOf(state)}>{stepStateLabel[state]}</StatusPill>
        {state === 'running' ? (
          <StepProgressLine step={step} />
        ) : (
          <span className={styles.soft}>
            <RunDuration steps={[step]} />
          </span>
        )}
        {exitCode !== undefined && exitCode !== 0 && (
          <span className={styles.soft}>exit code {exitCode}</span>
        )}
        {begun && (
          <a className={styles.stepLink} href={formatRoute({ page: 'logs', run: run.id, step: kind })}>
            Log
          </a>
        )}
      </div>
      {command === undefined ? (
        state === 'queued' && <p className={styles.commandLater}>The command is shown when it begins.</p>
      ) : (
        <div className={styles.command}>
          <code>{command}</code>
          <CopyButton value={command} label={`Copy ${kind} command`} />
        </div>
      )}
      {buildout.length > 0 && <BuildoutCommands commands={buildout} open={run.verbose} />}
      {reason !== undefined && <StepReason state={state}>{reason}</StepReason>}
      {results && results.length > 0 && <Results results={results} run={run} kind={kind} />}
    </section>
  );
}

/** What slapgrid executed in its turn. It is unfolded where it is what was asked for: there one sees how verbose buildout was. */
function BuildoutCommands({ commands, open }: { commands: readonly string[]; open: boolean }) {
  return (
    <details className={styles.buildout} open={open} aria-label="Commands of buildout">
      <summary>
        {commands.length === 1 ? '1 command of buildout' : `${commands.length} commands of buildout`}
      </summary>
      {commands.map((command, index) => (
        <div key={`${index} ${command}`} className={styles.command}>
          <code>{command}</code>
          <CopyButton value={command} label="Copy buildout command" />
        </div>
      ))}
    </details>
  );
}

interface ResultsProps {
  results: readonly StepResult[];
  run: Run;
  kind: RunStep['kind'];
}

/** How each release or partition came out. */
function Results({ results, run, kind }: ResultsProps) {
  return (
    <table className="table" aria-label={`Results of the ${kind} step`}>
      <thead>
        <tr>
          <th scope="col">{kind === 'software' ? 'Release' : 'Partition'}</th>
          <th scope="col">Outcome</th>
          <th scope="col">Reason</th>
        </tr>
      </thead>
      <tbody>
        {results.map(({ subject, ...result }) => (
          <tr key={subject}>
            <td>
              {kind === 'instance' ? (
                <a
                  href={formatRoute({
                    page: 'services',
                    instance: { computer: run.computer, partition: subject },
                  })}
                >
                  {subject}
                </a>
              ) : (
                releaseTitle(subject)
              )}
            </td>
            <td>
              <StatusPill tone={toneOf(result.state)}>{stepStateLabel[result.state]}</StatusPill>
            </td>
            <td className={styles.wrap}>
              {stepReason(result) ?? (result.state === 'cancelled' && 'The run ended before it was done.')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
