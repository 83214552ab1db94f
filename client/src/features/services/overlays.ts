import { defineOverlay } from '../../core/overlays.tsx';

/** `release`: the one to begin with. */
export const requestInstanceDialog = defineOverlay<{ release: string }>(
  'requestInstance',
  async () => (await import('./RequestInstanceDialog.tsx')).RequestInstanceDialog,
  { heavy: true },
);
/** The releases whose requests go to other Masters. */
export const forwardsDialog = defineOverlay(
  'forwardedRequests',
  async () => (await import('./requests/ForwardsDialog.tsx')).ForwardsDialog,
);
export const stopServicesDialog = defineOverlay(
  'stopServices',
  async () => (await import('./dialogs/StopServicesDialog.tsx')).StopServicesDialog,
);
