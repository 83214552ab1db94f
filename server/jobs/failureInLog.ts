import { stripAnsi } from '../../shared/core/ansi.ts';
import type { LogBytes } from '../../shared/profile/problem.ts';

/** What slapgrid's logger puts before a message: `2026-11-21 03:47:13 slapos[20661] INFO `, or the time in brackets. */
const prefix =
  /^(?:\[[^\]]*\] ?|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* [\w.-]+\[\d+\] )?(?:(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) )?/;
/** Rows that buildout prints of a failure at most: deep recipes have long tracebacks. */
const longestBlock = 400;
/** A row of fewer letters says nothing that it could be known by. */
const shortestRow = 8;

interface Row {
  readonly from: number;
  readonly to: number;
  /** Without colours and the logger's words. */
  readonly text: string;
}

/** The end of a log, and where in it that begins, in bytes. */
export interface LogTail {
  readonly bytes: Buffer;
  readonly start: number;
}

/**
 * Where a log says why a step failed: the last place that ends with what buildout printed, from its `While:` on; else the
 * last row whose words are in the `reason` of the step. Undefined where neither is in the tail.
 */
export function failureInLog(
  tail: LogTail,
  { printed, reason }: { printed?: string | undefined; reason?: string | undefined },
): LogBytes | undefined {
  const rows = rowsOf(tail);
  const end = printed?.trimEnd().split('\n').at(-1)?.trimEnd();
  const last = end === undefined ? -1 : rows.findLastIndex(({ text }) => text === end);
  const told = last < 0 ? rows.findLastIndex((row) => isIn(row.text, reason)) : last;
  const found = rows[told];
  if (found === undefined) return undefined;
  const block = rows.slice(Math.max(0, told - longestBlock), told);
  const begin = last < 0 ? undefined : block.findLast(({ text }) => text === 'While:');
  return { from: (begin ?? found).from, to: found.to };
}

function isIn(row: string, reason = ''): boolean {
  const words = row.trim().replaceAll(/\s+/g, ' ');
  return words.length >= shortestRow && reason.includes(words);
}

function rowsOf({ bytes, start }: LogTail): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < bytes.length;) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    const text = stripAnsi(bytes.toString('utf8', from, to).trimEnd())
      .replace(prefix, '')
      .trimEnd();
    rows.push({ from: start + from, to: start + to, text });
    from = to;
  }
  return rows;
}
