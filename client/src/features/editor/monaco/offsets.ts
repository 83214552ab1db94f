import type { IRange } from 'monaco-editor/editor';

/** Where each line begins in the text that has one `\n` behind every line. */
export function lineStartsOf(lines: readonly string[]): number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return start;
  });
}

/** The range between two offsets, as Monaco counts: lines and columns from 1. */
export function rangeAt(lineStarts: readonly number[], from: number, to: number): IRange {
  const start = positionAt(lineStarts, from);
  const end = positionAt(lineStarts, to);
  return {
    startLineNumber: start.line,
    startColumn: start.column,
    endLineNumber: end.line,
    endColumn: end.column,
  };
}

function positionAt(lineStarts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  for (let high = lineStarts.length - 1; low < high;) {
    const middle = (low + high + 1) >>> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
