/** What other features may use of this one. */
export { forwardsDialog } from './overlays.ts';
export { useInstancesStore } from './model/instancesStore.ts';
export { findJsonPlaces } from './parameters/jsonPlaces.ts';
export { nearestPlace } from './parameters/readParameters.ts';
export { copyFileRequest, requestFromFile } from './requestFiles/requestActions.ts';
