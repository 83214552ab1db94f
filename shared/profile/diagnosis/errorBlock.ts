import { stripAnsi } from '../../core/ansi.ts';

/** The rows of a log, as far as they are at hand. */
export interface LogRows {
  /** Ordinal of the first row. */
  readonly firstOrdinal: number;
  readonly rowCount: number;
  text(ordinal: number): string;
}

/** Ordinals of the first and the last row of what explains a failure. */
export interface ErrorBlock {
  readonly first: number;
  readonly last: number;
}

/** The rows of a text. */
export function rowsOf(text: string): LogRows {
  const rows = text.split(/\r\n|\r|\n/);
  // What follows the last line end is no row.
  if (rows.at(-1) === '') rows.pop();
  return { firstOrdinal: 0, rowCount: rows.length, text: (ordinal) => rows[ordinal] ?? '' };
}

/** Rows from the end in which the explanation is looked for, and its longest extent. */
const searchedRows = 5000;
const longestBlock = 400;

/** What slapgrid's logger puts before the message: `2026-11-21 03:47:13 slapos[20661] INFO `, or the time in brackets. */
const prefix =
  /^(?:\[[^\]]*\] ?|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* [\w.-]+\[\d+\] )?(?:(?:DEBUG|INFO|WARNING|ERROR|CRITICAL) )?/;
const whileLine = /^While:\s*$/;
/** An exception need not be called …Error where the module that it is from stands before it. */
const errorLine = /^(?:(?:[\w.]+\.)?(?:Error|[A-Z]\w*(?:Error|Exception))(?::|$)|(?:[a-z_]\w*\.)+[A-Z]\w*: )/;
const indented = /^\s+\S/;
/** An instance that waits for another one: what is wrong with that one stands elsewhere in the log. */
const waits = /Status of requested instance is: /;
/** What slapgrid says of a partition whose release is not built, or not completely. */
const undeployable = /^OSError: Software Release /;
/** What slapgrid warns of in every run that requests instances. */
const warning = /^NotFoundError: \S+\/updateComputerPartitionRelatedInstanceList\b/;
const chained = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/**
 * Where buildout says why it failed: from the last `While:` to its `Error:` line, with the exception of a
 * traceback that follows, and with indented lines that belong to it. Without `While:`, the last error line.
 * That an instance waits for another one counts only where nothing is said of the other.
 */
export function findErrorBlock(log: LogRows): ErrorBlock | undefined {
  const end = log.firstOrdinal + log.rowCount;
  const begin = Math.max(log.firstOrdinal, end - searchedRows);
  const message = (row: number): string => stripAnsi(log.text(row)).replace(prefix, '');
  let lastError: number | undefined;
  let notDeployed: number | undefined;
  let waiting: ErrorBlock | undefined;
  for (let row = end - 1; row >= begin; row--) {
    const text = message(row);
    if (whileLine.test(text)) {
      const block = { first: row, last: endOfBlock(row, Math.min(end, row + longestBlock), message) };
      if (!waits.test(message(block.last))) return block;
      waiting ??= block;
    }
    if (undeployable.test(text)) notDeployed ??= row;
    if (lastError === undefined && errorLine.test(text) && !warning.test(text)) lastError = row;
  }
  const only = waiting ? notDeployed : lastError;
  return only === undefined ? waiting : { first: only, last: only };
}

/**
 * The words of a failure: those of its block, else the end of the log, where a promise that failed is named. Without
 * the logger's prefixes, which would come between the lines of a message. The last line is the `reason` that the server
 * tells, which has what stands outside of the block: the second line of a message, or why a promise could not be loaded.
 */
export function failureText(log: LogRows, block: ErrorBlock | undefined, reason?: string): string {
  const end = log.firstOrdinal + log.rowCount;
  const first = block?.first ?? Math.max(log.firstOrdinal, end - longestBlock);
  const count = (block === undefined ? end : block.last + 1) - first;
  const rows = Array.from({ length: count }, (_, index) =>
    stripAnsi(log.text(first + index)).replace(prefix, ''),
  );
  return (reason === undefined ? rows : [...rows, reason]).join('\n');
}

/** The last row of the error that the block beginning at `first` leads to; `first` where there is none. */
function endOfBlock(first: number, end: number, message: (row: number) => string): number {
  const skip = (from: number, pattern: RegExp): number => {
    let row = from;
    while (row < end && pattern.test(message(row))) row++;
    return row;
  };
  for (let row = skip(first + 1, indented); row < end; row++) {
    if (!errorLine.test(message(row))) continue;
    const after = skip(row + 1, indented);
    // A traceback that ends here may be followed by the one of the exception that it led to.
    if (!chained.test(message(Math.min(end - 1, skip(after, /^\s*$/))))) return after - 1;
  }
  return skip(first + 1, indented) - 1;
}
