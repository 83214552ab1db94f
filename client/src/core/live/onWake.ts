/**
 * Calls `wake` when the page or its network comes back, or the network says that it is gone: a connection may have died
 * meanwhile without a word. Until `signal` is aborted.
 */
export function onWake(wake: () => void, signal: AbortSignal): void {
  for (const change of ['online', 'offline', 'pageshow']) addEventListener(change, wake, { signal });
  document.addEventListener('resume', wake, { signal });
  document.addEventListener('visibilitychange', () => document.hidden || wake(), { signal });
}
