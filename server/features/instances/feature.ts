import type { instanceEndpoints, ProcessOutputLog } from '../../../shared/instances.ts';
import type { Feature } from '../../core/feature.ts';
import type { FollowedLog } from '../../core/live/followedLog.ts';
import type { Foundation } from '../../foundation.ts';
import { answerInThread } from '../../threads/answerInThread.ts';
import type { Releases } from '../releases/feature.ts';
import { createInstanceService } from './instanceService.ts';
import type { InstanceService } from './instanceService.ts';
import { createProcessOutputs, followProcessOutput, openProcessOutput } from './processOutput.ts';
import { checkReachability } from './reachability.ts';

/** The instances as they are: what they published, their processes and promises, what was rendered for them. */
export interface Instances extends Feature<keyof typeof instanceEndpoints> {
  readonly service: InstanceService;
  /** Rejects with AppError `not_found`. */
  followLog(log: ProcessOutputLog): Promise<FollowedLog>;
  /** How many pages are open: instances are looked at for them. */
  readonly noteClients: (count: number) => void;
}

export function startInstances(foundation: Foundation, { service: releases }: Releases): Instances {
  const { engine, runStore, settings, fileWatcher, folderWatch, threads, paths, audit, owned } = foundation;
  const service = owned.add(createInstanceService({ engine, runStore, releases, fileWatcher }));
  owned.add(service.changed.on((all) => releases.noteInstances(all)));
  let clients = 0;
  // Whoever keeps instances converged has to see them too.
  const watchInstances = () => service.setClients(clients + (settings.get().keepConverged ? 1 : 0));
  owned.add(settings.changed.on(watchInstances));
  watchInstances();
  const outputs = createProcessOutputs(service, paths);
  return {
    service,
    noteClients: (count) => {
      clients = count;
      watchInstances();
    },
    followLog: (log) => followProcessOutput(log, { outputs, watch: folderWatch }),
    handlers: {
      listInstances: async () => ({ instances: await service.list() }),
      actOnProcesses: async ({ params: { partition, action }, body }) => {
        const process = body.process ?? '*';
        audit.record('run', { action: `${action}Processes`, partition, process });
        await service.act(partition, action, body.process);
        return undefined;
      },
      readProcessOutput: ({ params, query }) =>
        openProcessOutput(outputs, { ...params, asDownload: query.download === 'true' }),
      runPromises: async ({ params: { partition }, body }) => {
        audit.record('run', { action: 'runPromises', partition, promise: body.promise ?? '*' });
        await service.runPromises(partition, body.promise);
        return undefined;
      },
      getPromiseHistory: async ({ params }) => ({
        promises: await service.promiseHistory(params.partition),
      }),
      checkReachability: async ({ params }) => ({
        results: await checkReachability(await service.find(params.partition)),
      }),
      listRendered: ({ params: { partition } }, { signal }) =>
        answerInThread(threads, ['listRendered', partition], { subject: `instances/${partition}`, signal }),
      listInstalled: ({ params: { partition } }, { signal }) =>
        answerInThread(threads, ['listInstalled', partition], { subject: `instances/${partition}`, signal }),
      stopServices: async () => {
        audit.record('run', { action: 'stopServices' });
        await service.stopServices();
        return undefined;
      },
    },
    events: [(publish) => service.changed.on((instances) => publish({ topic: 'instances', instances }))],
  };
}
