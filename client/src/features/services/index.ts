/** What other features may use of this one. */
export { forwardsDialog } from './overlays.ts';
export { useInstancesStore } from './model/instancesStore.ts';
