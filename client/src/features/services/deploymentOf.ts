import type { SoftwareInstance } from '../../../../shared/instances.ts';
import type { Release, StepStatus } from '../../../../shared/releases.ts';
import type { StepState } from '../../../../shared/status.ts';
import { findRelease } from './findRelease.ts';
import { rootOf } from './tree/instanceTree.ts';

/**
 * How the last deployment of an instance came out; undefined where that is not known. An instance that another one
 * requested is deployed with that: it is done where the other is, and not to blame where the other failed.
 */
export function deploymentOf(
  instance: SoftwareInstance,
  instances: readonly SoftwareInstance[],
  releases: readonly Release[],
): StepStatus | undefined {
  const root = rootOf(instance, instances);
  const status = findRelease(releases, root.release)?.instances.find(
    ({ reference }) => reference === root.reference,
  )?.status;
  return root === instance || isDone(status) ? status : undefined;
}

/** Whether a deployment came to its end, whatever the promises said then. */
export function isDone(deployment: StepStatus | undefined): boolean {
  const state = deployment?.state;
  return state === 'completed' || state === 'promiseFailed' || state === 'outdated';
}

/** How a deployment ended that did not come to its end, as a sentence; undefined for any other. */
export const deploymentTrouble: Readonly<Partial<Record<StepState, string>>> = {
  failed: 'The last deployment failed.',
  cancelled: 'The last deployment was cancelled.',
  interrupted: 'The last deployment was interrupted.',
};
