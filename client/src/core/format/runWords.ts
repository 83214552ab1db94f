import { instanceLabel } from '../../../../shared/identity.ts';
import { jobs, stepWords } from '../../../../shared/jobs.ts';
import { instanceTitle, releaseTitle } from '../../../../shared/releaseName.ts';
import type { Run } from '../../../../shared/runs.ts';

/** What a run was for, and who asked for it, in a few words: `Rebuild on save`. */
export function runTitle({ action, trigger, scope, reference, release, steps, shared }: Run): string {
  const { title, about, takesSteps } = jobs[action];
  if (takesSteps !== true) return `${title} ${about === 'release' ? releaseTitle(release) : reference}`;
  if (trigger === 'bang') return 'Deployed again after an alarm';
  if (trigger === 'daily') return 'Daily processing';
  if (trigger === 'save') return `${title} on save`;
  if (scope === 'all') return `${title} all`;
  if (shared !== undefined)
    return `${shared.state === 'destroyed' ? 'Destroy' : 'Request'} shared ${shared.reference}`;
  const [only, second] = steps;
  if (only === undefined || second !== undefined) return title;
  return `${title} ${stepWords[only.kind].toLowerCase()}`;
}

/** The alarm that a run answers: `crash exited with status 3 (slappart1)`. */
export function runAlarm({ alarm }: Run): string | undefined {
  return alarm && `${alarm.message.replace(/\.$/, '')} (${instanceLabel(alarm)})`;
}

/** How a run was to build, where that is not as usual. */
export function runManner({ action, verbose, force }: Run): readonly string[] {
  if (jobs[action].builds !== true) return [];
  return [...(verbose ? ['verbose'] : []), ...(force ? [] : ['not forced'])];
}

/** What a run worked on: the release, with the instance where it has a name of its own. */
export function runSubject({ release, reference, scope }: Run): string {
  if (scope === 'all') return 'all releases and instances';
  return instanceTitle(release, reference);
}

/** The commit that the workspace was at, short. */
export function runRevision({ revision }: Run): string | undefined {
  if (!revision) return undefined;
  return `${revision.commit.slice(0, 8)}${revision.dirty ? ' + changes' : ''}`;
}
