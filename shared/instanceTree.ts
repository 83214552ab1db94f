import { instanceKey, isSameInstance } from './identity.ts';
import type { InstanceId } from './identity.ts';
import type { SoftwareInstance } from './instances.ts';

/**
 * The instance of a user that an instance was requested for, which may be itself. Undefined where the instances that requested
 * each other lead nowhere, or in a circle.
 */
export function rootOf(
  id: InstanceId,
  instances: readonly SoftwareInstance[],
  visited: readonly string[] = [],
): SoftwareInstance | undefined {
  if (visited.includes(instanceKey(id))) return undefined;
  const one = instances.find((instance) => isSameInstance(instance, id));
  if (one?.requestedBy === undefined) return one;
  return rootOf(one.requestedBy, instances, [...visited, instanceKey(id)]);
}
