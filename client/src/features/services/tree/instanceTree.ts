import { instanceKey, isSameInstance } from '../../../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { firstReference } from '../../../../../shared/releaseName.ts';
import type { Release } from '../../../../../shared/releases.ts';
import { findRelease } from '../findRelease.ts';

/** An instance with those that it requested. */
export interface InstanceNode {
  readonly instance: SoftwareInstance;
  readonly children: readonly InstanceNode[];
}

/** A release with the instances that users requested of it. */
export interface ReleaseNode {
  /** Its name where it is of the workspace, else its URL. */
  readonly name: string;
  /** Undefined where it is not of the workspace. */
  readonly release: Release | undefined;
  readonly roots: readonly InstanceNode[];
}

/**
 * The instances as a tree: by release and reference, those requested by others below these. Releases without an
 * instance are there where they are installed, `current` or gone from the workspace. An instance whose requester is gone is a root.
 */
export function instanceTree(
  instances: readonly SoftwareInstance[],
  releases: readonly Release[],
  current: string | undefined,
): ReleaseNode[] {
  const keys = new Set(instances.map(instanceKey));
  const childrenOf = grouped(instances, (instance) => {
    const requester = requesterKey(instance);
    return requester !== undefined && requester !== instanceKey(instance) && keys.has(requester)
      ? requester
      : '';
  });
  const placed = new Set<string>();
  const nodesOf = (requester: string): InstanceNode[] =>
    [...(childrenOf.get(requester) ?? [])].sort(byReference).flatMap((instance) => {
      // Two that requested each other would go round for ever.
      const key = instanceKey(instance);
      if (placed.has(key)) return [];
      placed.add(key);
      return [{ instance, children: nodesOf(key) }];
    });
  const roots = nodesOf('');
  const lost = instances
    .filter((instance) => !placed.has(instanceKey(instance)))
    .map((instance) => ({ instance, children: [] }));
  const byRelease = grouped(
    [...roots, ...lost],
    ({ instance: { release } }) => findRelease(releases, release)?.name ?? release,
  );
  const shown = releases.filter(
    ({ name, software, isGone }) =>
      byRelease.has(name) || name === current || software.state !== 'idle' || isGone === true,
  );
  const foreign = [...byRelease.keys()].filter((name) => releases.every((release) => release.name !== name));
  return [
    ...shown.map((release) => ({
      name: release.name,
      release,
      roots: firstOneFirst(byRelease.get(release.name) ?? [], release.name),
    })),
    ...foreign.map((name) => ({ name, release: undefined, roots: byRelease.get(name) ?? [] })),
  ];
}

/** The instance that a user requested, at the root of the tree that another is in. */
export function rootOf(instance: SoftwareInstance, instances: readonly SoftwareInstance[]): SoftwareInstance {
  let root = instance;
  // As many steps as there are instances, in case two requested each other.
  for (let step = 0; step < instances.length; step++) {
    const above = instances.find((one) => isSameInstance(one, root.requestedBy));
    if (!above) return root;
    root = above;
  }
  return root;
}

/** The instances that an instance requested, and those that these did. */
export function descendantsOf(
  instance: SoftwareInstance,
  instances: readonly SoftwareInstance[],
): SoftwareInstance[] {
  const found = new Set([instanceKey(instance)]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const below of instances) {
      const requester = requesterKey(below);
      if (requester !== undefined && found.has(requester)) found.add(instanceKey(below));
    }
  }
  return instances.filter((one) => !isSameInstance(one, instance) && found.has(instanceKey(one)));
}

function requesterKey({ requestedBy }: SoftwareInstance): string | undefined {
  return requestedBy && instanceKey(requestedBy);
}

function firstOneFirst(nodes: readonly InstanceNode[], release: string): InstanceNode[] {
  const isFirst = ({ instance }: InstanceNode): boolean => instance.reference === firstReference(release);
  return [...nodes.filter(isFirst), ...nodes.filter((node) => !isFirst(node))];
}

function byReference(a: SoftwareInstance, b: SoftwareInstance): number {
  return a.reference.localeCompare(b.reference, undefined, { numeric: true });
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
