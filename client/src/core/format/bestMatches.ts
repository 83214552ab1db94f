/** The paths that have the letters of `query` in this order, the best first, at most `most`. */
export function bestMatches(paths: readonly string[], query: string, most: number): string[] {
  const letters = query.toLowerCase().replaceAll(/\s+/g, '');
  const scored: { path: string; score: number }[] = [];
  for (const path of paths) {
    const score = scoreOf(path.toLowerCase(), letters);
    if (score !== undefined) scored.push({ path, score });
  }
  scored.sort((a, b) => b.score - a.score || a.path.length - b.path.length || a.path.localeCompare(b.path));
  return scored.slice(0, most).map(({ path }) => path);
}

/**
 * How well a path matches, undefined where it does not. A run of letters in the name counts most, then letters
 * that follow each other or begin a word.
 */
function scoreOf(path: string, letters: string): number | undefined {
  const nameStart = path.lastIndexOf('/') + 1;
  const inName = path.indexOf(letters, nameStart);
  if (inName !== -1) return 1000 - (inName - nameStart);
  const inPath = path.indexOf(letters);
  if (inPath !== -1) return 500;
  let score = 0;
  let at = -1;
  for (const letter of letters) {
    const next = path.indexOf(letter, at + 1);
    if (next === -1) return undefined;
    if (next === at + 1) score += 3;
    if (next === 0 || /[^a-z0-9]/.test(path.charAt(next - 1))) score += 4;
    at = next;
  }
  return score;
}
