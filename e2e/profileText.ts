/**
 * `text` with `added` behind `anchor`, as one adds lines by hand. The anchor must be there exactly once: a test
 * that edits another place than it means proves nothing.
 */
export function insertAfter(text: string, anchor: string, added: string): string {
  return replaceOnce(text, anchor, anchor + added);
}

/** `text` with `before`, which must be there exactly once, replaced by `after`. */
export function replaceOnce(text: string, before: string, after: string): string {
  const [start, end, ...more] = text.split(before);
  if (start === undefined || end === undefined || more.length > 0)
    throw new Error(`This is not there exactly once:\n${before}\n\nin:\n${text}`);
  return start + after + end;
}
