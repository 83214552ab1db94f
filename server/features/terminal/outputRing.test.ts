import { expect, test } from 'vitest';
import { createOutputRing } from './outputRing.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

test('keeps the latest bytes and counts from the beginning', () => {
  const ring = createOutputRing(8);
  let all = '';
  for (const piece of ['abc', 'defgh', 'i', '', 'jklmnopqrstuvwxyz', '01', '23456']) {
    ring.push(Buffer.from(piece));
    all += piece;
    expect([ring.start, ring.end]).toEqual([Math.max(0, all.length - 8), all.length]);
    for (let at = ring.start; at <= ring.end; at++) {
      expect(text(ring.read(at, 100))).toBe(all.slice(at));
      expect(text(ring.read(at, 2))).toBe(all.slice(at, at + 2));
    }
  }
});

test('what was read does not change when more is pushed', () => {
  const ring = createOutputRing(4);
  ring.push(Buffer.from('abcd'));
  const read = ring.read(0, 4);
  ring.push(Buffer.from('efgh'));
  expect(text(read)).toBe('abcd');
});

test('who missed something begins at a line', () => {
  const ring = createOutputRing(8);
  ring.push(Buffer.from('ab'));
  expect(ring.lineStart()).toBe(0);
  ring.push(Buffer.from('cdef\nghi'));
  expect(text(ring.read(ring.lineStart(), 8))).toBe('ghi');
});
