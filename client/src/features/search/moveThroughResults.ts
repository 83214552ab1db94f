/**
 * Up and down keys in the search: from the fields to the first result, and from one result to the next; at the top back
 * to the first field. Answers whether the key was one of them and led somewhere.
 */
export function moveThroughResults(key: string, pane: HTMLElement): boolean {
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (step === undefined) return false;
  const results = [...pane.querySelectorAll<HTMLElement>('summary, details[open] a')];
  const at = results.findIndex((result) => result === document.activeElement);
  if (at === -1 && step === -1) return false;
  const next = at === 0 && step === -1 ? pane.querySelector<HTMLElement>('input') : results[at + step];
  next?.focus();
  return next !== undefined && next !== null;
}
