/** White space as Python has it, which is not what JavaScript trims: the engine reads profiles in Python. */
export const space = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const start = new RegExp(`^[${space}]+`);
// Looked for from the end by hand: a pattern would begin anew at every blank of a long line.
const one = new RegExp(`[${space}]`);

/** Whether a character is white space. */
export function isSpace(character: string | undefined): boolean {
  return character !== undefined && one.test(character);
}

/** The text without white space at its end, as Python's `rstrip`. */
export function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text[end - 1])) end--;
  return text.slice(0, end);
}

/** The text without white space at either end, as Python's `strip`. */
export function strip(text: string): string {
  return withoutEnd(text.replace(start, ''));
}
