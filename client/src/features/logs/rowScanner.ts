import { stripAnsi } from '../../../../shared/core/ansi.ts';
import type { LogBuffer } from './logBuffer.ts';
import { createNumberDeque, type NumberDeque } from './numberDeque.ts';

/** The rows of a log that pass a test, found a slice of time at a time. */
export interface RowScanner {
  /** Ordinals of the rows found so far, ascending. Rows that the log has dropped are gone from it. */
  readonly found: NumberDeque;
  /** Share of the rows that were looked at, from 0 to 1. */
  readonly progress: number;
  /** Looks at rows for about `budget` ms. True where some are left: come back later. */
  scan(budget: number): boolean;
}

/** What rows are looked for. */
export interface RowTest {
  /** Whether a row is one; its text is without escape sequences. */
  test(text: string): boolean;
  /** Whether one may be among many rows, by their raw text: where that is cheap to tell, most are passed over. */
  mayBeIn?(text: string): boolean;
}

/** Rows between two looks at the clock. */
const batch = 128;

/**
 * Scans the settled rows of `log`, first those that were there, later those that were appended or loaded before
 * them.
 */
export function createRowScanner(log: LogBuffer, wanted: RowTest): RowScanner {
  const found = createNumberDeque();
  // The rows from `low` to before `high` were looked at. The latest come first: that is where one reads.
  let low = log.firstOrdinal + log.settledRowCount;
  let high = low;

  const among = (begin: number, end: number): number[] => {
    const rows: number[] = [];
    if (wanted.mayBeIn?.(log.rawText(begin, end)) === false) return rows;
    for (let ordinal = begin; ordinal < end; ordinal++) {
      if (wanted.test(stripAnsi(log.text(ordinal)))) rows.push(ordinal);
    }
    return rows;
  };
  const forward = (end: number): void => {
    for (const ordinal of among(high, end)) found.push(ordinal);
    high = end;
  };
  const backward = (begin: number): void => {
    found.unshift(among(begin, low));
    low = begin;
  };

  return {
    found,
    get progress() {
      const rows = log.settledRowCount;
      return rows === 0 ? 1 : Math.min(1, (high - Math.max(low, log.firstOrdinal)) / rows);
    },
    scan(budget) {
      const first = log.firstOrdinal;
      const end = first + log.settledRowCount;
      if (low < first) {
        found.shift(found.countBelow(first));
        low = first;
        high = Math.max(high, first);
      }
      const deadline = performance.now() + budget;
      while (high < end || low > first) {
        if (high < end) forward(Math.min(end, high + batch));
        else backward(Math.max(first, low - batch));
        if (performance.now() >= deadline) break;
      }
      return high < end || low > first;
    },
  };
}
