const newline = 10;

/** Where `cutRows` stands, and what it tells. Offsets are those of the file. */
export interface RowCutter {
  /** Offset at which the row that is being written began. */
  readonly begin: number;
  /** Longest row in bytes, its line end not counted. */
  readonly rowBytes: number;
  readonly byteAt: (offset: number) => number;
  /** A row begins at `offset`; `isPiece` where it goes on with a line that was too long. */
  readonly onRow: (offset: number, isPiece: boolean) => void;
}

/**
 * Finds the rows of `bytes`, which lie at `base` in the file. The same bytes give the same rows, however they
 * are divided among calls. A line that is too long is cut between two UTF-8 characters.
 */
export function cutRows(
  bytes: Uint8Array,
  base: number,
  { begin, rowBytes, byteAt, onRow }: RowCutter,
): void {
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf(newline, at);
    const contentEnd = base + (lineEnd === -1 ? bytes.length : lineEnd);
    while (contentEnd - begin > rowBytes) {
      begin = characterStart(begin + rowBytes, byteAt);
      onRow(begin, true);
    }
    if (lineEnd === -1) return;
    begin = base + lineEnd + 1;
    onRow(begin, false);
    at = lineEnd + 1;
  }
}

/** The start of the character that `offset` lies in; `offset` itself where the bytes are not UTF-8. */
function characterStart(offset: number, byteAt: (offset: number) => number): number {
  for (let back = 0; back < 4; back++) {
    if ((byteAt(offset - back) & 0xc0) !== 0x80) return offset - back;
  }
  return offset;
}
