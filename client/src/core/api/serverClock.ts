/** How far the server's clock is ahead of the browser's, in ms; 0 until they are seen to differ. */
let ahead = 0;

/**
 * Notes the `Date` header of an answer. The header counts whole seconds and travels a while, so that less than
 * two seconds say nothing.
 */
export function noteServerDate(header: string | null): void {
  const date = header === null ? NaN : Date.parse(header);
  if (Number.isNaN(date)) return;
  const difference = date + 500 - Date.now();
  ahead = Math.abs(difference) > 2000 ? difference : 0;
}

/** The present by the server's clock, in ms since the epoch: what its times are compared with. */
export function serverNow(): number {
  return Date.now() + ahead;
}
