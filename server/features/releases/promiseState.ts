import { instanceLabel } from '../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import { rootOf } from '../../../shared/instanceTree.ts';
import type { ToldState } from '../../jobs/builds.ts';

/**
 * State of an instance that the step of a run left in the state `told`, given the instances as they are: where one of its
 * promises was checked since, the latest results say whether a promise failed. Those of the instances that it requested
 * count too. Only for instances that are to be started; a failed deployment stays one.
 */
export function promiseState(
  told: ToldState,
  { finishedAt, root }: { finishedAt: string | undefined; root: SoftwareInstance | undefined },
  instances: readonly SoftwareInstance[],
): ToldState {
  if (told.state !== 'completed' && told.state !== 'promiseFailed') return told;
  if (finishedAt === undefined || root?.requestedState !== 'started') return told;
  const requested = instances.filter(
    (one) => one !== root && one.requestedState === 'started' && rootOf(one, instances) === root,
  );
  const results = [root, ...requested].flatMap((instance) =>
    instance.promises.map((promise) => ({ instance, ...promise })),
  );
  // Dates of checks are of whole seconds: one in the last second of the step counts as its own.
  const end = Date.parse(finishedAt);
  if (!results.some(({ date }) => date !== undefined && Date.parse(date) > end)) return told;
  const [first, ...others] = results.filter(({ failed }) => failed);
  if (first === undefined) return { state: 'completed' };
  const where = first.instance === root ? '' : `${instanceLabel(first.instance)}: `;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return { state: 'promiseFailed', reason: `${where}${first.trouble ?? first.message}${more}` };
}
