import type { LogBuffer } from './logBuffer.ts';
import type { NumberDeque } from './numberDeque.ts';

/** Which rows of a log are shown, in their order. Positions begin at 0. */
export interface RowView {
  readonly count: number;
  /** Ordinal of the row at a position; NaN outside. */
  ordinalAt(position: number): number;
  /** Position of a row, or of the next one that is shown; `count` past the last. */
  positionOf(ordinal: number): number;
}

/** All rows but those in `hidden`. */
export function allRowsBut(log: LogBuffer, hidden?: NumberDeque): RowView {
  const first = log.firstOrdinal;
  const end = first + log.rowCount;
  if (hidden === undefined) {
    return {
      count: log.rowCount,
      ordinalAt: (position) => (position >= 0 && position < log.rowCount ? first + position : NaN),
      positionOf: (ordinal) => Math.max(0, Math.min(end, ordinal) - first),
    };
  }
  // Rows that the log has dropped may still be in the list until it is scanned again.
  const skip = hidden.countBelow(first);
  const hiddenBefore = (ordinal: number): number => hidden.countBelow(ordinal) - skip;
  const count = log.rowCount - hiddenBefore(end);
  return {
    count,
    ordinalAt(position) {
      if (position < 0 || position >= count) return NaN;
      // Of the hidden rows, those come before the wanted one that have at most `position` shown rows before them.
      let low = 0;
      for (let high = hidden.length - skip; low < high;) {
        const middle = (low + high) >>> 1;
        if (hidden.at(skip + middle) - first - middle <= position) low = middle + 1;
        else high = middle;
      }
      return first + position + low;
    },
    positionOf: (ordinal) => {
      const within = Math.max(first, Math.min(end, ordinal));
      return within - first - hiddenBefore(within);
    },
  };
}

/** Only the rows in `shown`. */
export function onlyRows(log: LogBuffer, shown: NumberDeque): RowView {
  const skip = shown.countBelow(log.firstOrdinal);
  return {
    count: shown.length - skip,
    ordinalAt: (position) => (position < 0 ? NaN : shown.at(skip + position)),
    positionOf: (ordinal) => Math.max(0, shown.countBelow(ordinal) - skip),
  };
}
