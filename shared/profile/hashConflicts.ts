/** What a merge left of a conflict in a text: the two sides, and what both had before where git tells that. */
const conflict =
  /^<{7}(?: .*)?\r?\n((?:(?!<{7}|\|{7}|={7}|>{7}).*\r?\n)*)(?:\|{7}(?: .*)?\r?\n(?:(?!<{7}|={7}|>{7}).*\r?\n)*)?={7}\r?\n((?:(?!<{7}|={7}|>{7}).*\r?\n)*)>{7}(?: .*)?(?:\r?\n|$)/gm;

/** A hash file after a merge, without the conflicts that are about sums alone. */
export interface Solved {
  readonly text: string;
  /** Lines, from 1, of the conflicts that are left: they are about which files are listed. */
  readonly left: readonly number[];
}

/**
 * Takes our side of every conflict whose sides differ by their sums alone: neither is right, and they are found anew. The
 * others stay as they are.
 */
export function solveConflicts(text: string): Solved {
  const solved = text.replace(conflict, (whole, ours: string, theirs: string) =>
    withoutSums(ours) === withoutSums(theirs) ? ours : whole,
  );
  const left = solved.split('\n').flatMap((line, index) => (/^<{7}(?: |\r?$)/.test(line) ? [index + 1] : []));
  return { text: solved, left };
}

function withoutSums(text: string): string {
  return text.replaceAll(/^(\s*md5sum\s*=).*$/gm, '$1');
}
