import type { RunStep, StepProgress } from '../../../../shared/runs.ts';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import { formatDuration } from '../../../../shared/core/duration.ts';

/**
 * The part that a step works on: `helloworld · 3 of 12, helloweb-go`, or `3 of 4, publish in slappart0`; before the first one, what
 * is done for it: `helloworld · reading profiles: 63 files`.
 */
export function formatPart({ part, index, total, reading, release, partition }: StepProgress): string {
  const before = release === undefined ? '' : `${releaseTitle(release)} · `;
  const what =
    reading === undefined
      ? `${index} of ${total}, ${part}`
      : `reading profiles: ${reading} ${reading === 1 ? 'file' : 'files'}`;
  return `${before}${what}${partition === undefined ? '' : ` in ${partition}`}`;
}

/**
 * How long a running step still takes, from earlier runs like it: `about 9 s left`, and `longer than usual` past
 * that. Undefined where nobody knows. `now` is in ms since the epoch, by the server's clock.
 */
export function formatTimeLeft({ startedAt, expectedMs }: RunStep, now: number): string | undefined {
  if (startedAt === undefined || expectedMs === undefined) return undefined;
  const left = expectedMs - (now - Date.parse(startedAt));
  if (left <= 0) return 'longer than usual';
  return left < 1000
    ? 'almost done'
    : `about ${formatDuration(Math.max(1, Math.round(left / 1000)) * 1000).replace(/\.0 s$/, ' s')} left`;
}

/**
 * How far a running step is, from 0 to 1: by the clock where earlier runs tell how long it takes, else by the parts that
 * are done; undefined where nobody knows. Never quite done.
 */
export function shareDone({ startedAt, expectedMs, progress }: RunStep, now: number): number | undefined {
  if (startedAt === undefined) return undefined;
  if (expectedMs !== undefined && expectedMs > 0)
    return Math.min(0.98, Math.max(0, (now - Date.parse(startedAt)) / expectedMs));
  return progress && progress.total > 0 ? (progress.index - 1) / progress.total : undefined;
}
