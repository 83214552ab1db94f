/** The latest bytes of an output, which are counted from its beginning. */
export interface OutputRing {
  /** Offset of the first byte that is kept. */
  readonly start: number;
  /** Offset behind the last byte. */
  readonly end: number;
  push(bytes: Uint8Array): void;
  /** A copy of at most `length` bytes from `offset` on, which must be between `start` and `end`. */
  read(offset: number, length: number): Uint8Array;
  /** Offset behind the first line end that is kept: where a reader who missed something may begin. */
  lineStart(): number;
}

/** Keeps `capacity` bytes in one buffer. */
export function createOutputRing(capacity: number): OutputRing {
  const buffer = new Uint8Array(capacity);
  let end = 0;
  const startOf = () => Math.max(0, end - capacity);
  const read = (offset: number, length: number): Uint8Array => {
    const size = Math.min(length, end - offset);
    const from = offset % capacity;
    const first = buffer.slice(from, Math.min(capacity, from + size));
    if (first.length === size) return first;
    return Buffer.concat([first, buffer.subarray(0, size - first.length)]);
  };
  return {
    get start() {
      return startOf();
    },
    get end() {
      return end;
    },
    push: (bytes) => {
      const kept = bytes.subarray(Math.max(0, bytes.length - capacity));
      const at = (end + bytes.length - kept.length) % capacity;
      const first = kept.subarray(0, capacity - at);
      buffer.set(first, at);
      buffer.set(kept.subarray(first.length), 0);
      end += bytes.length;
    },
    read,
    lineStart: () => {
      const start = startOf();
      if (start === 0) return 0;
      const lineEnd = read(start, 4096).indexOf(10);
      return lineEnd === -1 ? start : start + lineEnd + 1;
    },
  };
}
