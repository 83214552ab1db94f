import type { runEndpoints, StepLog } from '../../../shared/runs.ts';
import type { Feature } from '../../core/feature.ts';
import { textOrBinaryAnswer } from '../../core/http/byteAnswer.ts';
import type { FollowedLog } from '../../core/live/followedLog.ts';
import type { Foundation } from '../../foundation.ts';
import { openLog } from '../../jobs/openLog.ts';
import { followStepLog } from '../../jobs/stepLog.ts';
import { readTimeline } from '../../jobs/timeline.ts';
import type { Releases } from '../releases/feature.ts';
import { findRunChanges, readRunInput } from './runChanges.ts';
import { createRunService } from './runService.ts';
import type { RunService } from './runService.ts';

/** Rebuild, destroy, remove: starting them, stopping them, and what they left. */
export interface Runs extends Feature<keyof typeof runEndpoints> {
  readonly service: RunService;
  /** Throws AppError `not_found`. */
  followLog(log: StepLog): FollowedLog;
}

export function startRuns(
  foundation: Foundation,
  { service: releases, inputStore, schemas }: Releases,
): Runs {
  const { engine, master, runStore, settings, audit, owned } = foundation;
  const service = owned.add(
    createRunService({
      ...{ engine, master, runStore, releases },
      rebootstrap: () => settings.get().rebootstrap,
      checkParameters: (profile, type, parameters, signal) =>
        schemas.check({ profile, ...type, parameters }, signal),
    }),
  );
  return {
    service,
    followLog: (log) => followStepLog(runStore, log),
    handlers: {
      listRuns: ({ query }) => Promise.resolve({ runs: runStore.list(query) }),
      startRun: async ({ body }, { signal }) => {
        const run = await service.start(body, 'user', { signal });
        const { release, reference } = run;
        const shared = body.shared === undefined ? {} : { shared: body.shared.reference };
        audit.record('run', {
          ...{ action: body.action ?? 'start', release, reference, ...shared },
          run: String(run.id),
        });
        return run;
      },
      getRunChanges: ({ params }) => findRunChanges(runStore, params.run),
      getRunTimeline: async ({ params }) => ({
        parts: await readTimeline(runStore.directory(params.run), runStore.get(params.run).steps, (folder) =>
          runStore.releaseIn(params.run, folder),
        ),
      }),
      readRunInput: async ({ params, query }) =>
        textOrBinaryAnswer(
          await readRunInput({ runStore, inputStore }, { run: params.run, path: query.path }),
        ),
      stopRun: async ({ params }) => {
        audit.record('run', { action: 'stop', run: String(params.run) });
        return service.stop(params.run);
      },
      readLog: ({ params, query }) => openLog(runStore, { ...params, asDownload: query.download === 'true' }),
    },
    events: [(publish) => runStore.changed.on((run) => publish({ topic: 'run', run }))],
  };
}
