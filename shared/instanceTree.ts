import type { SoftwareInstance } from './instances.ts';

/**
 * The instance of a user that an instance was requested for, which may be itself. Undefined where the instances that requested
 * each other lead nowhere, or in a circle.
 */
export function rootOf(
  partition: string,
  instances: readonly SoftwareInstance[],
  visited: readonly string[] = [],
): SoftwareInstance | undefined {
  if (visited.includes(partition)) return undefined;
  const one = instances.find((instance) => instance.partition === partition);
  if (one?.requestedBy === undefined) return one;
  return rootOf(one.requestedBy, instances, [...visited, partition]);
}
