/** Does something whenever the page may be about to go away: a phone says no more than that it is hidden. */
export function beforeLeaving(act: () => void): void {
  addEventListener('pagehide', act);
  document.addEventListener('visibilitychange', () => document.hidden && act());
}
