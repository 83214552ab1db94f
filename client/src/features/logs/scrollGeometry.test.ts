import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anchorAt,
  anchorOf,
  clampAnchor,
  compareAnchors,
  endAnchor,
  isExact,
  moveAnchor,
  scrollHeight,
  scrollTopOf,
  type Anchor,
  type Rows,
} from './scrollGeometry.ts';

function even(count: number): Rows {
  return { count, viewport: 500, usual: 20, uneven: false, heightAt: () => 20 };
}

/** Rows that wrap to 1 to 4 lines. */
function wrapped(count: number): Rows {
  return { count, viewport: 500, usual: 50, uneven: true, heightAt: (position) => 20 * (1 + (position % 4)) };
}

/** Pixels above the anchor. */
function above(rows: Rows, { position, offset }: Anchor): number {
  let sum = offset;
  for (let row = 0; row < position; row++) sum += rows.heightAt(row);
  return sum;
}

const lists = fc
  .record({ count: fc.nat(300), wraps: fc.boolean() })
  .map(({ count, wraps }) => (wraps ? wrapped(count) : even(count)));

describe('scrolling a list by its first visible row', () => {
  it('moves by as many pixels as are asked for, up to the ends', () => {
    fc.assert(
      fc.property(lists, fc.array(fc.integer({ min: -700, max: 700 })), (rows, moves) => {
        let anchor: Anchor = { position: 0, offset: 0 };
        let expected = 0;
        const most = above(rows, endAnchor(rows));
        for (const move of moves) {
          anchor = moveAnchor(rows, anchor, move);
          expected = Math.max(0, Math.min(most, expected + move));
          expect(above(rows, anchor)).toBe(expected);
        }
      }),
    );
  });

  it('has the last row at the lower edge at the end, or the first at the upper one where all fit', () => {
    fc.assert(
      fc.property(lists, (rows) => {
        const total = above(rows, { position: rows.count, offset: 0 });
        expect(above(rows, endAnchor(rows))).toBe(Math.max(0, total - rows.viewport));
      }),
    );
  });

  it('finds the row again from where the scroll bar stands', () => {
    for (const rows of [even(300), wrapped(300), even(4_000_000), wrapped(4_000_000)]) {
      const end = endAnchor(rows);
      expect(anchorOf(rows, 0)).toEqual({ position: 0, offset: 0 });
      expect(anchorOf(rows, scrollHeight(rows) - rows.viewport)).toEqual(end);
      expect(scrollTopOf(rows, end)).toBeCloseTo(scrollHeight(rows) - rows.viewport, 3);
      const middle = anchorAt(rows, Math.floor(rows.count / 2), 'start');
      const again = anchorOf(rows, scrollTopOf(rows, middle));
      expect(Math.abs(again.position - middle.position)).toBeLessThanOrEqual(1);
    }
  });

  it('stays within what browsers can scroll, and exact as long as that is possible', () => {
    expect(scrollHeight(even(4_000_000))).toBe(10_000_000);
    expect(isExact(even(4_000_000))).toBe(false);
    expect(isExact(even(400_000))).toBe(true);
    expect(isExact(wrapped(10))).toBe(false);
    expect(scrollTopOf(even(1000), { position: 7, offset: 3 })).toBe(143);
    expect(anchorOf(even(1000), 143)).toEqual({ position: 7, offset: 3 });
  });

  it('puts a row in the middle where the list allows it', () => {
    expect(anchorAt(even(1000), 100, 'center')).toEqual({ position: 88, offset: 0 });
    expect(anchorAt(even(1000), 2, 'center')).toEqual({ position: 0, offset: 0 });
    expect(anchorAt(even(1000), 999, 'center')).toEqual(endAnchor(even(1000)));
    expect(
      compareAnchors(clampAnchor(even(1000), { position: 2000, offset: 0 }), endAnchor(even(1000))),
    ).toBe(0);
  });
});
