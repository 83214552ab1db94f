import type { Release, StepStatus } from '../../shared/releases.ts';
import type { Run } from '../../shared/runs.ts';
import { RunOptions } from '../../shared/runs.ts';

/** For tests: a completed run without steps, but for what is given. */
export function runOf(changes: Partial<Run> & { id: number }): Run {
  return {
    release: 'helloworld',
    reference: 'helloworld',
    action: 'rebuild',
    trigger: 'user',
    scope: 'one',
    computer: 'local',
    verbose: false,
    force: true,
    createdAt: '2026-01-01T00:00:00Z',
    state: 'completed',
    steps: [],
    ...changes,
  };
}

/** For tests: a release that was never built, but for what is given; `instance` is the state of its first instance. */
export function releaseOf({
  name = 'helloworld',
  instance = { state: 'idle' },
  ...changes
}: Partial<Release> & { instance?: StepStatus }): Release {
  return {
    name,
    path: `workspace/software/${name}/software.cfg`,
    url: `/w/software/${name}/software.cfg`,
    folder: `releases/of-${name}`,
    software: { state: 'idle' },
    instances: [{ reference: name, status: instance }],
    changes: [],
    ...changes,
  };
}

/** What a page asked of `POST /api/runs`, as the server reads it, but for the name by which it would be asked again. */
export function askedRun(body: unknown): Omit<RunOptions, 'requestId'> {
  const { requestId, ...options } = RunOptions.parse(body);
  if (requestId === undefined) throw new Error('Asked again, this would start a second run.');
  return options;
}
