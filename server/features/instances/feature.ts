import { instanceFolder } from '../../../shared/identity.ts';
import type { InstanceId } from '../../../shared/identity.ts';
import type { instanceEndpoints, ProcessOutputLog } from '../../../shared/instances.ts';
import type { Feature } from '../../core/feature.ts';
import type { FollowedLog } from '../../core/live/followedLog.ts';
import { partitionHere } from '../../engine/master.ts';
import type { Foundation } from '../../foundation.ts';
import { answerInThread } from '../../threads/answerInThread.ts';
import type { Releases } from '../releases/feature.ts';
import { createInstanceService } from './instanceService.ts';
import type { InstanceService } from './instanceService.ts';
import { createProcessOutputs, followProcessOutput, openProcessOutput } from './processOutput.ts';
import { checkReachability } from './reachability.ts';
import { createRequestRules } from './requestRules.ts';

/** The instances as they are: what they published, their processes and promises, what was rendered for them. */
export interface Instances extends Feature<keyof typeof instanceEndpoints> {
  readonly service: InstanceService;
  /** Rejects with AppError `not_found`. */
  followLog(log: ProcessOutputLog): Promise<FollowedLog>;
  /** How many pages are open: instances are looked at for them. */
  readonly noteClients: (count: number) => void;
}

export function startInstances(foundation: Foundation, { service: releases, schemas }: Releases): Instances {
  const { engine, master, runStore, settings, fileWatcher, folderWatch, threads, paths, audit, owned } =
    foundation;
  const service = owned.add(
    createInstanceService({
      ...{ master, engine, runStore, releases, fileWatcher },
      checkConnection: async ({ release, ...published }) => {
        const found = releases.list().find(({ name }) => name === release);
        return found === undefined ? [] : schemas.checkConnection({ profile: found.path, ...published });
      },
    }),
  );
  owned.add(service.changed.on((all) => releases.noteInstances(all)));
  const rules = createRequestRules(engine, service);
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
      actOnProcesses: async ({ params: { action, ...id }, body }) => {
        const process = body.process ?? '*';
        audit.record('run', { action: `${action}Processes`, ...id, process });
        await service.act(id, action, body.process);
        return undefined;
      },
      readProcessOutput: ({ params, query }) =>
        openProcessOutput(outputs, { ...params, asDownload: query.download === 'true' }),
      runPromises: async ({ params: id, body }) => {
        audit.record('run', { action: 'runPromises', ...id, promise: body.promise ?? '*' });
        await service.runPromises(id, body.promise);
        return undefined;
      },
      getPromiseHistory: async ({ params }) => ({
        promises: await service.promiseHistory(params),
      }),
      checkReachability: async ({ params }) => ({
        results: await checkReachability(await service.find(params)),
      }),
      listRendered: ({ params }, { signal }) => {
        const folder = folderHere(params);
        return answerInThread(threads, ['listRendered', folder], { subject: folder, signal });
      },
      listInstalled: ({ params }, { signal }) => {
        const folder = folderHere(params);
        return answerInThread(threads, ['listInstalled', folder], { subject: folder, signal });
      },
      getRequestRules: () => rules.read(),
      setRequestForwards: async ({ body: { forwards } }) => {
        audit.record('run', {
          action: 'setRequestForwards',
          masters: forwards.map((one) => one.master).join(' '),
        });
        return rules.setForwards(forwards);
      },
      setStandIn: async ({ params: { reference, ...id }, body }) => {
        audit.record('run', { action: 'setStandIn', ...id, reference });
        await rules.setStandIn(id, reference, body.connectionParameters);
        return undefined;
      },
      removeStandIn: async ({ params: { reference, ...id } }) => {
        audit.record('run', { action: 'removeStandIn', ...id, reference });
        await rules.removeStandIn(id, reference);
        return undefined;
      },
      stopServices: async () => {
        audit.record('run', { action: 'stopServices' });
        await service.stopServices();
        return undefined;
      },
    },
    events: [(publish) => service.changed.on((instances) => publish({ topic: 'instances', instances }))],
  };
}

/** Client path of an instance whose files are on this computer. Throws AppError `not_found` for any other. */
function folderHere(id: InstanceId): string {
  partitionHere(id);
  return instanceFolder(id);
}
