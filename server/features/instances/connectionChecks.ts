import type { ConnectionProblem, SoftwareInstance } from '../../../shared/instances.ts';
import { createLogger } from '../../core/logger.ts';

/** What an instance, or a shared one, published, and of which software type. */
export interface Published {
  readonly release: string;
  readonly softwareType: string;
  readonly shared: boolean;
  readonly parameters: SoftwareInstance['connectionParameters'];
}

/** What is wrong with what instances published; it is found out once for each state of it. */
export interface ConnectionChecks {
  /** The instances with what is known of that. What is not known yet is found out, and `onKnown` told. */
  note(instances: SoftwareInstance[]): SoftwareInstance[];
  /** Resolves when all that was noted is known, or after a while: to whether more is known than was noted. */
  settled(): Promise<boolean>;
  /** Schemas may have changed: all is found out again. */
  forget(): void;
}

/** Schemas that take longer are told of by a later look. */
const patienceMs = 2000;
const log = createLogger('instances:connection');

export function createConnectionChecks(
  check: (published: Published) => Promise<ConnectionProblem[]>,
  onKnown: () => void,
): ConnectionChecks {
  let known = new Map<string, readonly ConnectionProblem[]>();
  const pending = new Map<string, Promise<void>>();
  /** Answers that were asked for before `forget` do not count. */
  let generation = 0;

  /** Something is known that was not when instances were noted last. */
  let hasNews = false;

  const ask = async (key: string, published: Published): Promise<void> => {
    const own = generation;
    try {
      const problems = await check(published);
      if (own === generation) known.set(key, problems);
    } catch (error) {
      log.error({ err: error, release: published.release }, 'could not check connection parameters');
      if (own === generation) known.set(key, []);
    } finally {
      if (own === generation) pending.delete(key);
    }
    hasNews = true;
    onKnown();
  };
  return {
    note: (instances) => {
      hasNews = false;
      const used: typeof known = new Map();
      const problemsOf = (published: Published) => {
        const key = JSON.stringify(published);
        const problems = known.get(key);
        if (problems !== undefined) used.set(key, problems);
        else if (!pending.has(key)) pending.set(key, ask(key, published));
        return problems === undefined || problems.length === 0 ? {} : { connectionProblems: [...problems] };
      };
      const noted = instances.map((instance) => {
        const { release, softwareType, connectionParameters: parameters, sharedInstances } = instance;
        const type = { release, softwareType };
        return {
          ...instance,
          ...(instance.processed === undefined ? {} : problemsOf({ ...type, shared: false, parameters })),
          ...(sharedInstances === undefined
            ? {}
            : {
                sharedInstances: sharedInstances.map((one) => ({
                  ...one,
                  ...(Object.keys(one.connectionParameters).length === 0
                    ? {}
                    : problemsOf({ ...type, shared: true, parameters: one.connectionParameters })),
                })),
              }),
        };
      });
      known = used;
      return noted;
    },
    settled: async () => {
      if (pending.size === 0) return hasNews;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
      await Promise.race([Promise.all(pending.values()), patience]);
      clearTimeout(timer);
      return hasNews;
    },
    forget: () => {
      generation++;
      known = new Map();
      pending.clear();
    },
  };
}
