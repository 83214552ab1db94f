/** Blocks are small enough that a short log costs little, and large enough that a long one has few. */
const blockSize = 256 * 1024;

/**
 * A window on a file that grows at its end: the bytes from `start` to `end`, both offsets in the file.
 * Bytes are copied in, so that a caller may reuse its buffer.
 */
export interface ByteWindow {
  readonly start: number;
  readonly end: number;
  append(bytes: Uint8Array): void;
  /** Puts bytes before `start`, which moves by their length. */
  prepend(bytes: Uint8Array): void;
  /** Forgets what lies before `offset`. */
  dropBefore(offset: number): void;
  /** The bytes from `from` to `to`: a view where they lie together, else a copy. */
  read(from: number, to: number): Uint8Array;
  readonly byteAt: (offset: number) => number;
}

/** An empty window that begins at `offset` of the file. */
export function createByteWindow(offset: number): ByteWindow {
  let start = offset;
  let end = offset;
  // Block i holds the bytes of the file from (firstBlock + i) * blockSize on.
  let firstBlock = Math.floor(offset / blockSize);
  const blocks: Uint8Array[] = [];

  const blockOf = (position: number): Uint8Array => {
    const index = Math.floor(position / blockSize) - firstBlock;
    let block = blocks[index];
    if (block === undefined) {
      block = new Uint8Array(blockSize);
      blocks[index] = block;
    }
    return block;
  };

  const write = (position: number, bytes: Uint8Array): void => {
    let done = 0;
    while (done < bytes.length) {
      const within = (position + done) % blockSize;
      const length = Math.min(blockSize - within, bytes.length - done);
      blockOf(position + done).set(bytes.subarray(done, done + length), within);
      done += length;
    }
  };

  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    append(bytes) {
      write(end, bytes);
      end += bytes.length;
    },
    prepend(bytes) {
      start -= bytes.length;
      const first = Math.floor(start / blockSize);
      for (; firstBlock > first; firstBlock--) blocks.unshift(new Uint8Array(blockSize));
      write(start, bytes);
    },
    dropBefore(position) {
      start = Math.min(position, end);
      const keep = Math.floor(start / blockSize);
      blocks.splice(0, keep - firstBlock);
      firstBlock = keep;
    },
    read(from, to) {
      const within = from % blockSize;
      if (within + to - from <= blockSize) {
        return from === to ? new Uint8Array(0) : blockOf(from).subarray(within, within + to - from);
      }
      const copy = new Uint8Array(to - from);
      for (let position = from; position < to;) {
        const begin = position % blockSize;
        const length = Math.min(blockSize - begin, to - position);
        copy.set(blockOf(position).subarray(begin, begin + length), position - from);
        position += length;
      }
      return copy;
    },
    byteAt: (position) => blockOf(position)[position % blockSize] ?? 0,
  };
}
