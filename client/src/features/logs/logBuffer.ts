import { createByteWindow } from './byteWindow.ts';
import { cutRows } from './cutRows.ts';
import { createNumberDeque } from './numberDeque.ts';

/** How much of a log is kept in the page. */
export interface LogLimits {
  /** Bytes; the oldest rows are dropped beyond them. */
  readonly bytes: number;
  /** Rows, which cost 8 bytes each: the bound that counts for a log of empty lines. */
  readonly rows: number;
  /** Bytes of one row: a longer line is cut into several rows. */
  readonly rowBytes: number;
}

export const defaultLogLimits: LogLimits = {
  bytes: 64 * 1024 * 1024,
  rows: 4 * 1024 * 1024,
  rowBytes: 16 * 1024,
};

/** Number of a line: of the file where its beginning is known, else counted from where the view began. */
export interface LineNumber {
  readonly value: number;
  readonly absolute: boolean;
}

/**
 * The part of a log that is in the page, cut into rows. A row is a line, or a piece of a line that is longer
 * than the limit. Rows have an *ordinal*, which stays the same while rows before it are dropped or loaded:
 * 0 is the first row ever appended, rows loaded before it are negative.
 */
export interface LogBuffer {
  /** Byte offsets of the log: what is kept is from `start` to `end`. */
  readonly start: number;
  readonly end: number;
  readonly rowCount: number;
  /** Ordinal of the first row that is kept. */
  readonly firstOrdinal: number;
  /** Rows and bytes that were here and had to go. */
  readonly droppedRows: number;
  readonly droppedBytes: number;
  /** Bytes that `prepend` can still take; 0 once something was dropped. */
  readonly room: number;
  /** Rows that cannot change any more: without the one that is still being written. */
  readonly settledRowCount: number;
  /**
   * Takes the bytes of the log from `offset` on. What is known already is skipped. Throws RangeError where
   * bytes are missing between `end` and `offset`.
   */
  append(offset: number, bytes: Uint8Array): void;
  /**
   * Takes earlier bytes, which must end at `start`. A line that is cut at their beginning is left out, unless
   * they begin at 0. Throws RangeError where they do not fit.
   */
  prepend(offset: number, bytes: Uint8Array): void;
  /** No more bytes will come: the last row is settled even without a line end. */
  finish(): void;
  /** Text of a row with its escape sequences, without line end. Of a line redrawn with CR, the last state. */
  text(ordinal: number): string;
  /** The bytes of rows, from the first to before the last, as text with everything that is in them. */
  rawText(from: number, to: number): string;
  /** Whether the row goes on in the next one because its line is too long. */
  continues(ordinal: number): boolean;
  /** Whether the row is a later piece of a line. */
  isContinuation(ordinal: number): boolean;
  lineNumber(ordinal: number): LineNumber;
  /** The row that a byte of the log is in; undefined where it is not kept. */
  ordinalAt(offset: number): number | undefined;
  /** The first row of a line of the file; undefined where the line is not kept or not known. */
  ordinalOfLine(line: number): number | undefined;
}

const newline = 10;
const carriageReturn = 13;

/** An empty buffer for a log whose bytes come from `offset` on, which must be the beginning of a line. */
export function createLogBuffer(offset: number, limits: LogLimits = defaultLogLimits): LogBuffer {
  const bytes = createByteWindow(offset);
  // Offsets at which rows begin; the last one is that of the row being written, which may still be empty.
  const starts = createNumberDeque();
  starts.push(offset);
  // Ordinals of the rows that are later pieces of a line: few, since pieces are long.
  const pieces = createNumberDeque();
  let droppedPieces = 0;
  let piecesBeforeZero = 0;
  let firstOrdinal = 0;
  // How many lines of the file lie before that of ordinal 0; unknown while the beginning is not here.
  let linesBeforeZero = offset === 0 ? 0 : undefined;
  let droppedRows = 0;
  let droppedBytes = 0;
  let finished = false;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  const openStart = (): number => starts.at(starts.length - 1);
  const rowCount = (): number => starts.length - (openStart() === bytes.end ? 1 : 0);
  const rowEnd = (ordinal: number): number => {
    const next = starts.at(ordinal - firstOrdinal + 1);
    return Number.isNaN(next) ? bytes.end : next;
  };
  /** Lines from that of ordinal 0 to this one; negative before it. */
  const lineDistance = (ordinal: number): number =>
    ordinal - (droppedPieces + pieces.countBelow(ordinal + 1) - piecesBeforeZero);

  const lineNumber = (ordinal: number): LineNumber => {
    const distance = lineDistance(ordinal);
    if (linesBeforeZero !== undefined) return { value: linesBeforeZero + distance + 1, absolute: true };
    return { value: distance < 0 ? distance : distance + 1, absolute: false };
  };

  const drop = (rows: number): void => {
    const from = bytes.start;
    starts.shift(rows);
    firstOrdinal += rows;
    droppedRows += rows;
    const gone = pieces.countBelow(firstOrdinal);
    pieces.shift(gone);
    droppedPieces += gone;
    bytes.dropBefore(starts.at(0));
    droppedBytes += bytes.start - from;
  };

  /** Drops a sixteenth more than needed, so that it happens rarely. */
  const enforceLimits = (): void => {
    if (bytes.end - bytes.start > limits.bytes) {
      drop(Math.min(starts.length - 1, starts.countBelow(bytes.end - (limits.bytes * 15) / 16)));
    }
    if (starts.length > limits.rows) {
      drop(starts.length - Math.floor((limits.rows * 15) / 16));
    }
  };

  return {
    get start() {
      return bytes.start;
    },
    get end() {
      return bytes.end;
    },
    get rowCount() {
      return rowCount();
    },
    get settledRowCount() {
      return finished ? rowCount() : starts.length - 1;
    },
    get firstOrdinal() {
      return firstOrdinal;
    },
    get droppedRows() {
      return droppedRows;
    },
    get droppedBytes() {
      return droppedBytes;
    },
    get room() {
      return droppedRows > 0 ? 0 : limits.bytes - (bytes.end - bytes.start);
    },
    append(from, received) {
      if (from > bytes.end) throw new RangeError(`Bytes ${bytes.end} to ${from} of the log are missing`);
      // In steps well below the limit, so that it is never passed by much.
      const step = Math.ceil(limits.bytes / 16);
      for (let at = bytes.end - from; at < received.length; at += step) {
        const base = bytes.end;
        const fresh = received.subarray(at, at + step);
        bytes.append(fresh);
        cutRows(fresh, base, {
          begin: openStart(),
          rowBytes: limits.rowBytes,
          byteAt: bytes.byteAt,
          onRow(start, isPiece) {
            if (isPiece) pieces.push(firstOrdinal + starts.length);
            starts.push(start);
          },
        });
        enforceLimits();
      }
    },
    prepend(from, earlier) {
      if (from + earlier.length !== bytes.start || earlier.length > this.room) {
        throw new RangeError(`Bytes ${from} to ${from + earlier.length} do not fit before ${bytes.start}`);
      }
      const cut = from === 0 ? 0 : earlier.indexOf(newline) + 1;
      const whole = earlier.subarray(cut);
      if (whole.length > 0) {
        const added = [from + cut];
        const addedPieces: number[] = [];
        bytes.prepend(whole);
        cutRows(whole, from + cut, {
          begin: from + cut,
          rowBytes: limits.rowBytes,
          byteAt: bytes.byteAt,
          onRow(start, isPiece) {
            if (isPiece) addedPieces.push(added.length);
            added.push(start);
          },
        });
        // The last one is the row that was first until now, unless the earlier bytes end within its line.
        if (whole[whole.length - 1] === newline) added.pop();
        else addedPieces.push(added.length);
        firstOrdinal -= added.length;
        starts.unshift(added);
        pieces.unshift(addedPieces.map((index) => firstOrdinal + index));
        piecesBeforeZero += addedPieces.length;
      }
      if (from === 0) linesBeforeZero = -lineDistance(firstOrdinal);
    },
    finish() {
      finished = true;
    },
    text(ordinal) {
      const from = starts.at(ordinal - firstOrdinal);
      if (Number.isNaN(from)) return '';
      const end = rowEnd(ordinal);
      const row = bytes.read(from, end);
      const shown = lastState(row);
      // Of a row being written, a character whose bytes have not all come is left out, not shown as broken.
      return end === bytes.end && !finished && row[row.length - 1] !== newline
        ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(shown, { stream: true })
        : decoder.decode(shown);
    },
    rawText(from, to) {
      const begin = starts.at(from - firstOrdinal);
      return Number.isNaN(begin) ? '' : decoder.decode(bytes.read(begin, rowEnd(to - 1)));
    },
    continues(ordinal) {
      const end = rowEnd(ordinal);
      return end < bytes.end && bytes.byteAt(end - 1) !== newline;
    },
    isContinuation: (ordinal) => pieces.at(pieces.countBelow(ordinal)) === ordinal,
    lineNumber,
    ordinalAt(offset) {
      if (offset < bytes.start || offset >= bytes.end) return undefined;
      return firstOrdinal + starts.countBelow(offset + 1) - 1;
    },
    ordinalOfLine(line) {
      let low = firstOrdinal;
      const end = firstOrdinal + rowCount();
      for (let high = end; low < high;) {
        const middle = Math.floor((low + high) / 2);
        if (lineNumber(middle).value < line) low = middle + 1;
        else high = middle;
      }
      const found = lineNumber(low);
      return low < end && found.absolute && found.value === line ? low : undefined;
    },
  };
}

/** What a terminal would show of a line that was redrawn with CR: the part after the last one. */
function lastState(row: Uint8Array): Uint8Array {
  let to = row.length;
  if (row[to - 1] === newline) to--;
  while (to > 0 && row[to - 1] === carriageReturn) to--;
  const from = to === 0 ? 0 : row.lastIndexOf(carriageReturn, to - 1) + 1;
  return row.subarray(from, to);
}
