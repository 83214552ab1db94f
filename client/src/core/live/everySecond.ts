/** A second that took longer than this, in ms, was one in which the page did not really run. */
const longest = 2500;

/**
 * Calls `tick` about every second while the page runs. `late` is true where much more time has passed: the computer
 * slept, the browser holds back the timers of a hidden page, or the page was busy. What counts ticks instead of reading
 * a clock never blames the server for such a time. Returns what ends it.
 */
export function everySecond(tick: (late: boolean) => void): () => void {
  // Of the wall clock, since some monotonic clocks stand still while the computer sleeps.
  let before = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    const late = now - before > longest;
    before = now;
    tick(late);
  }, 1000);
  return () => clearInterval(timer);
}
