import { formatDuration } from '../../../shared/core/duration.ts';
import { useServerNow } from '../core/hooks/useServerNow.ts';
import type { RunStep } from '../../../shared/runs.ts';

/** How long steps took together; it counts while one of them runs. Nothing where none has begun. */
export function RunDuration({ steps }: { steps: readonly RunStep[] }) {
  const running = steps.find(({ state }) => state === 'running');
  const now = useServerNow(running ? 1000 : undefined);
  let sum = 0;
  let known = false;
  for (const { durationMs } of steps) {
    if (durationMs === undefined) continue;
    sum += durationMs;
    known = true;
  }
  if (running?.startedAt !== undefined) {
    sum += Math.max(0, now - Date.parse(running.startedAt));
    known = true;
  }
  return known ? <span className="tabular">{formatDuration(sum)}</span> : undefined;
}
