import type { SearchResult } from '../../../../shared/search.ts';

/** What came of a search, in one sentence; empty where nothing is looked for. */
export function searchSummary(result: SearchResult | undefined, searching: boolean): string {
  if (result === undefined) return searching ? 'Searching…' : '';
  const lines = result.files.reduce((sum, file) => sum + file.lines.length, 0);
  if (result.incomplete !== undefined) return result.incomplete;
  if (lines === 0) return 'No line of the files has it.';
  const files = result.files.length;
  return `${lines} ${lines === 1 ? 'line' : 'lines'} in ${files} ${files === 1 ? 'file' : 'files'}`;
}
