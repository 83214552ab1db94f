import { useCallback, useState } from 'react';
import { call } from '../../core/api/client.ts';
import { Button } from '../../components/Button.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { stepWords } from '../../../../shared/jobs.ts';
import { formatDuration } from '../../../../shared/core/duration.ts';
import { useAnswer } from '../../core/hooks/useAnswer.ts';
import { useServerNow } from '../../core/hooks/useServerNow.ts';
import { jobs } from '../../../../shared/jobs.ts';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import type { Run } from '../../../../shared/runs.ts';
import { isSettled } from '../../../../shared/status.ts';
import { axisTicks, timelineModel, type TimelineGroup, type TimelineRow } from './timelineModel.ts';
import pageStyles from './RunPage.module.css';
import styles from './Timeline.module.css';

/** How long buildout worked on each part, as bars on one axis. The chart is a table, so that it can be read as one. */
export function Timeline({ run }: { run: Run }) {
  const [slowestFirst, setSlowestFirst] = useState(false);
  const { id } = run;
  const load = useCallback(
    (signal: AbortSignal) => call('getRunTimeline', { params: { run: id }, signal }),
    [id],
  );
  // Asked again with every part that begins or ends.
  const version = run.steps
    .map(({ state, progress }) => `${state} ${progress?.release ?? ''} ${progress?.index ?? ''}`)
    .join();
  const { value, problem, retry } = useAnswer(load, version);
  const running = run.steps.find(({ state }) => state === 'running');
  const now = useServerNow(running ? 500 : undefined);
  const elapsed = running?.startedAt === undefined ? undefined : now - Date.parse(running.startedAt);
  if (jobs[run.action].builds !== true) return undefined;
  const { groups, endMs } = timelineModel(value?.parts ?? [], run.steps, elapsed);
  return (
    <section className={pageStyles.section} aria-label="Timeline">
      <div className={pageStyles.sectionHeader}>
        <h2>Timeline</h2>
        {groups.length > 0 && (
          <Button
            look="quiet"
            size="small"
            aria-pressed={slowestFirst}
            onClick={() => setSlowestFirst(!slowestFirst)}
          >
            Slowest first
          </Button>
        )}
      </div>
      {groups.length > 0 ? (
        <table className={styles.chart} aria-label="Parts and how long they took">
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">
                <span className="visually-hidden">When</span>
                <Axis endMs={endMs} />
              </th>
              <th scope="col" className={styles.duration}>
                Took
              </th>
            </tr>
          </thead>
          {groups.map((group) => (
            <Group
              key={`${group.step} ${group.release ?? ''} ${group.partition ?? ''}`}
              group={group}
              isOneOfAll={run.scope === 'all'}
              endMs={endMs}
              slowestFirst={slowestFirst}
            />
          ))}
        </table>
      ) : problem !== undefined ? (
        <p className={pageStyles.nothing} role="alert">
          {problem}{' '}
          <Button look="link" onClick={retry}>
            Try again
          </Button>
        </p>
      ) : value === undefined ? (
        <p className={pageStyles.nothing}>
          <Spinner /> Loading
        </p>
      ) : (
        <p className={pageStyles.nothing}>
          {isSettled(run.state)
            ? 'Buildout worked on no part in this run.'
            : 'The parts appear here as buildout comes to them.'}
        </p>
      )}
    </section>
  );
}

function Axis({ endMs }: { endMs: number }) {
  return (
    <span className={styles.axis} aria-hidden="true">
      {axisTicks(endMs).map((at) => (
        <span key={at} style={{ left: `${(at / endMs) * 100}%` }}>
          {formatTick(at)}
        </span>
      ))}
    </span>
  );
}

/** A round time: `0`, `200 ms`, `2 s`, `1 min`. */
function formatTick(at: number): string {
  return at === 0 ? '0' : formatPartDuration(at).replace('.0 s', ' s').replace(' 00 s', '');
}

/** As other durations, but most parts take far less than a second. */
function formatPartDuration(duration: number): string {
  return duration < 1000 ? `${Math.round(duration)} ms` : formatDuration(duration);
}

interface GroupProps {
  group: TimelineGroup;
  /** Then the release is named: there are others. */
  isOneOfAll: boolean;
  endMs: number;
  slowestFirst: boolean;
}

function Group({ group, isOneOfAll, endMs, slowestFirst }: GroupProps) {
  const { step, release, partition, rows, parts, totalMs, outsideMs } = group;
  const shown = slowestFirst ? rows.toSorted((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0)) : rows;
  return (
    <tbody>
      <tr className={styles.group}>
        <th scope="rowgroup" colSpan={2}>
          {stepWords[step]}
          {isOneOfAll && release !== undefined && ` of ${releaseTitle(release)}`}
          {partition !== undefined && ` in ${partition}`}
          <span>{parts === 1 ? '1 part' : `${parts} parts`}</span>
        </th>
        <td className={styles.duration}>{formatPartDuration(totalMs)}</td>
      </tr>
      {shown.map((row, index) => (
        // A part may come twice: uninstalled, then installed.
        <PartRow
          key={`${row.part.part} ${row.part.action} ${row.part.startMs} ${index}`}
          row={row}
          endMs={endMs}
        />
      ))}
      {outsideMs !== undefined && (
        <tr className={styles.outside}>
          <th scope="row" colSpan={2}>
            {stepWords[step]}: before, between and after the parts
          </th>
          <td className={styles.duration}>{formatPartDuration(outsideMs)}</td>
        </tr>
      )}
    </tbody>
  );
}

function PartRow({
  row: { part, startMs, durationMs, going, slow },
  endMs,
}: {
  row: TimelineRow;
  endMs: number;
}) {
  const failed = part.failed === true;
  const left = (startMs / endMs) * 100;
  return (
    <tr className={styles.part} data-slow={slow} data-failed={failed}>
      <th scope="row" title={part.part}>
        <span className="truncate">{part.part}</span>
        {part.action !== 'install' && <span className={styles.word}>{part.action}</span>}
      </th>
      <td className={styles.track}>
        <span
          className={styles.bar}
          data-action={part.action}
          data-going={going}
          style={{ left: `${left}%`, width: `${Math.min(100 - left, ((durationMs ?? 0) / endMs) * 100)}%` }}
        />
      </td>
      <td className={styles.duration}>
        {failed && <span className={styles.failed}>failed </span>}
        {slow && <span className={styles.slow}>slow </span>}
        {durationMs === undefined ? 'not ended' : formatPartDuration(durationMs)}
      </td>
    </tr>
  );
}
