import { formatDuration } from '../../shared/core/duration.ts';
import { jobs, stepWords } from '../../shared/jobs.ts';
import type { Problem } from '../../shared/profile/problem.ts';
import { instanceTitle, releaseTitle } from '../../shared/releaseName.ts';
import type { Run, RunStep } from '../../shared/runs.ts';
import { stepReason, stepStateLabel } from '../../shared/status.ts';

/** A run in a line: `Run 12, Rebuild helloworld: Running`. */
export function runLine({ id, action, scope, release, reference, state }: Run): string {
  const { title, about } = jobs[action];
  const named = about === 'instance' ? instanceTitle(release, reference) : releaseTitle(release);
  return `Run ${id}, ${title} ${scope === 'all' ? 'all' : named}: ${stepStateLabel[state]}`;
}

/** A step in a line: `Software: Failed after 12 s. The part nginx could not be built.`; below it why, and where to look. */
export function stepLines(step: RunStep): string[] {
  const { kind, state, durationMs, problems = [] } = step;
  const reason = stepReason(step);
  const time = durationMs === undefined ? '' : ` after ${formatDuration(durationMs)}`;
  const told = reason === undefined ? '' : `. ${reason}`;
  const line = `${stepWords[kind]}: ${stepStateLabel[state]}${time}${told}`;
  return [line, ...problems.flatMap(problemLines)];
}

function problemLines({ cause, place, section }: Problem): string[] {
  const where = place && `${place.path}${place.line === undefined ? '' : `:${place.line}`}`;
  const what = section === undefined ? '' : ` [${section}]`;
  return [
    ...(cause === undefined ? [] : [`  ${cause}`]),
    ...(where === undefined ? [] : [`  ${where}${what}`]),
  ];
}
