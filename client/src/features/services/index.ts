/** What other features may use of this one. */
export { forwardsDialog } from './overlays.ts';
export { useInstancesStore } from './model/instancesStore.ts';

/** Checks the text of a request file; with the validator of parameters, which is loaded for it. */
export const loadRequestCheck = async () => (await import('./requests/checkRequest.ts')).checkRequest;
