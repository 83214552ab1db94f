import { AppError } from '../../../shared/core/errors.ts';
import type { InstanceId } from '../../../shared/identity.ts';
import type { RequestForward, RequestRules, RequestStandIn } from '../../../shared/instances.ts';
import { createKeyedQueue } from '../../core/kit/keyedQueue.ts';
import type { EngineHost } from '../../engine/engineHost.ts';
import { partitionHere } from '../../engine/master.ts';
import type { InstanceService } from './instanceService.ts';

/** How requests of instances are answered that no node here can serve. */
export interface RequestRulesService {
  /** Rejects with AppError, see EngineHost; likewise below. */
  read(): Promise<RequestRules>;
  setForwards(forwards: RequestForward[]): Promise<RequestRules>;
  /** Answers a request of an instance. Rejects with AppError `not_found` where the instance does not wait for it. */
  setStandIn(
    id: InstanceId,
    reference: string,
    connectionParameters: RequestStandIn['connectionParameters'],
  ): Promise<void>;
  /** Rejects with AppError `not_found` where there is none. */
  removeStandIn(id: InstanceId, reference: string): Promise<void>;
}

/** The rules are kept by the engine, beside what goes by them. */
export function createRequestRules(
  engine: Pick<EngineHost, 'requestRules' | 'setRequestRules'>,
  instances: Pick<InstanceService, 'find'>,
): RequestRulesService {
  const queue = createKeyedQueue();
  const change = (how: (rules: RequestRules) => RequestRules): Promise<RequestRules> =>
    queue.run('rules', async () => {
      const rules = how(await engine.requestRules());
      await engine.setRequestRules(rules);
      return rules;
    });
  return {
    read: () => engine.requestRules(),
    setForwards: (forwards) => {
      checkForwards(forwards);
      return change((rules) => ({ ...rules, forwards }));
    },
    setStandIn: async (id, reference, connectionParameters) => {
      const partition = partitionHere(id);
      const instance = await instances.find(id);
      const request = instance.pendingRequests?.find((one) => one.reference === reference);
      if (request === undefined) {
        throw new AppError(
          'not_found',
          `${instance.reference} waits for no "${reference}": deploy it, and see in Services what it asks for.`,
        );
      }
      const { url } = request;
      await change(({ forwards, standIns }) => ({
        forwards,
        standIns: [
          // What is for an instance that was in the partition before is for nobody any more.
          ...standIns.filter(
            (one) =>
              one.partition !== partition ||
              (one.instance === instance.reference && one.reference !== reference),
          ),
          { partition, instance: instance.reference, reference, url, connectionParameters },
        ],
      }));
    },
    removeStandIn: async (id, reference) => {
      const partition = partitionHere(id);
      await change(({ forwards, standIns }) => {
        const left = standIns.filter((one) => one.partition !== partition || one.reference !== reference);
        if (left.length < standIns.length) return { forwards, standIns: left };
        throw new AppError('not_found', `The request "${reference}" of ${partition} has no stand-in.`);
      });
    },
  };
}

/** Throws AppError `bad_request` for what slapproxy would refuse at each request. */
function checkForwards(forwards: readonly RequestForward[]): void {
  const urls = new Set<string>();
  for (const { url, master, key, certificate } of forwards) {
    if (urls.has(url)) throw new AppError('bad_request', `${url} is forwarded to two Masters: leave one.`);
    urls.add(url);
    if ((key === undefined) !== (certificate === undefined)) {
      throw new AppError('bad_request', `${master}: a key and a certificate are given together.`);
    }
    if (master.startsWith('https:') && key === undefined) {
      throw new AppError(
        'bad_request',
        `${master} wants a certificate: give the files of the key and of the certificate.`,
      );
    }
  }
}
