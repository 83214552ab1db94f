/** Numbers in ascending order, in one typed array: appended at the end, dropped or added at the front. */
export interface NumberDeque {
  readonly length: number;
  /** The number at `index`; NaN outside. */
  at(index: number): number;
  push(value: number): void;
  /** Puts ascending numbers, all below the first, at the front. */
  unshift(values: ArrayLike<number>): void;
  /** Forgets the first `count`. */
  shift(count: number): void;
  /** How many are below `value`: the index of the first that is not. */
  countBelow(value: number): number;
}

/** An empty deque. It holds 8 bytes for each number, and grows by doubling. */
export function createNumberDeque(): NumberDeque {
  let values = new Float64Array(64);
  let head = 0;
  let tail = 0;

  const move = (capacity: number, newHead: number): void => {
    const kept = values.subarray(head, tail);
    const next = capacity === values.length ? values : new Float64Array(capacity);
    // copyWithin semantics: `set` from a view on the same buffer handles the overlap.
    next.set(kept, newHead);
    tail = newHead + kept.length;
    head = newHead;
    values = next;
  };

  return {
    get length() {
      return tail - head;
    },
    at: (index) => (index < 0 || index >= tail - head ? NaN : (values[head + index] ?? NaN)),
    push(value) {
      if (tail === values.length) {
        move(head > values.length / 2 ? values.length : values.length * 2, 0);
      }
      values[tail++] = value;
    },
    unshift(added) {
      if (added.length > head) {
        move(Math.max(64, 2 * (added.length + tail - head)), added.length);
      }
      head -= added.length;
      values.set(added, head);
    },
    shift(count) {
      head = Math.min(tail, head + count);
    },
    countBelow(value) {
      let low = head;
      let high = tail;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((values[middle] ?? NaN) < value) low = middle + 1;
        else high = middle;
      }
      return low - head;
    },
  };
}
