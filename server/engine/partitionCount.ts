import { readdir } from 'node:fs/promises';

/**
 * Number of partitions for a node whose partitions lie in `instances`: those that are wanted, and never less than there are,
 * since SlapOS takes away what it finds beyond that number.
 */
export async function partitionCount(instances: string, wanted: number): Promise<number> {
  const counts = (await readdir(instances)).map(
    (name) => Number(/^slappart(\d+)$/.exec(name)?.[1] ?? -1) + 1,
  );
  return Math.max(wanted, ...counts);
}
