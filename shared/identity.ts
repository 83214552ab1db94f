import * as z from 'zod/mini';

/** Name of the computer that Webrunner itself runs on. */
export const localComputer = 'local';

/** Name of a computer (compute node), as its Master knows it. */
export const ComputerName = z
  .string()
  .check(z.maxLength(64), z.regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'letters, digits, and _ . -'));

/** Name of a partition on its computer, for example `slappart0`. */
export const PartitionName = z.string().check(z.regex(/^slappart\d{1,4}$/));

/** Names a software instance: the partition that it is in, and the computer that has the partition. */
export const InstanceId = z.object({ computer: ComputerName, partition: PartitionName });
export type InstanceId = z.infer<typeof InstanceId>;

/** Whether two name the same instance. */
export function isSameInstance(one: InstanceId | undefined, other: InstanceId | undefined): boolean {
  return one !== undefined && one.computer === other?.computer && one.partition === other.partition;
}

/**
 * An instance as one text: a key of maps and lists, and its part of an address. On this computer it is the partition alone, as
 * in the records and links of when there was no other.
 */
export function instanceKey({ computer, partition }: InstanceId): string {
  return computer === localComputer ? partition : `${computer}/${partition}`;
}

/** The words for an instance in a sentence: `slappart1`, or `slappart1 on COMP-7`. */
export function instanceLabel({ computer, partition }: InstanceId): string {
  return computer === localComputer ? partition : `${partition} on ${computer}`;
}

/**
 * Client path of the files of an instance: `instances/slappart1`, or `instances@COMP-7/slappart1`. So the tree of one
 * computer has no level for it.
 */
export function instanceFolder({ computer, partition }: InstanceId): string {
  return `${computer === localComputer ? 'instances' : `instances@${computer}`}/${partition}`;
}

/** The instance whose folder a client path is, or lies in. */
export function instanceOfFolder(path: string): InstanceId | undefined {
  const [root = '', partition] = path.split('/', 2);
  const computer = root === 'instances' ? localComputer : /^instances@(.*)$/.exec(root)?.[1];
  return InstanceId.safeParse({ computer, partition }).data;
}
