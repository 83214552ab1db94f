/** What other features may use of this one. */
export { useInstancesStore } from './model/instancesStore.ts';
