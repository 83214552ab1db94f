/** Heights of wrapped rows in pixels, by ordinal: measured where they were shown, estimated before. */
export interface RowHeights {
  of(ordinal: number): number;
  /** Mean of what was measured, for the length of the whole. */
  readonly usual: number;
  /** Takes a measurement. True where it is news. */
  put(ordinal: number, height: number): boolean;
}

/** Measurements beyond this number are forgotten, all at once. */
const mostMeasured = 20_000;

/** An empty table for rows of one width; `estimate` gives the height of a row that was not measured. */
export function createRowHeights(lineHeight: number, estimate: (ordinal: number) => number): RowHeights {
  const heights = new Map<number, number>();
  let sum = 0;
  return {
    of: (ordinal) => heights.get(ordinal) ?? estimate(ordinal),
    get usual() {
      return heights.size === 0 ? lineHeight : sum / heights.size;
    },
    put(ordinal, height) {
      const known = heights.get(ordinal);
      if (known === height) return false;
      if (heights.size >= mostMeasured) {
        heights.clear();
        sum = 0;
      }
      sum += height - (heights.get(ordinal) ?? 0);
      heights.set(ordinal, height);
      return true;
    },
  };
}
