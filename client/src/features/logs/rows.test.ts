import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogBuffer, type LogBuffer } from './logBuffer.ts';
import { createNumberDeque } from './numberDeque.ts';
import { createRowScanner } from './rowScanner.ts';
import { allRowsBut, onlyRows, type RowView } from './rowView.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function logOf(lines: readonly string[], limits?: Parameters<typeof createLogBuffer>[1]): LogBuffer {
  const log = createLogBuffer(0, limits);
  log.append(0, encode(lines.map((line) => `${line}\n`).join('')));
  return log;
}

function scanAll(scanner: ReturnType<typeof createRowScanner>): number[] {
  while (scanner.scan(1000));
  return Array.from({ length: scanner.found.length }, (_, index) => scanner.found.at(index));
}

describe('a row scanner', () => {
  it('finds rows by their text without colours, and those that come later', () => {
    const log = logOf(['one', '\u001b[31mer\u001b[0mror here', 'two']);
    const scanner = createRowScanner(log, { test: (text) => text.includes('error') });
    expect(scanAll(scanner)).toEqual([1]);
    log.append(log.end, encode('error again\nerr'));
    expect(scanAll(scanner)).toEqual([1, 3]);
    log.append(log.end, encode('or at the end'));
    expect(scanAll(scanner)).toEqual([1, 3]);
    log.finish();
    expect(scanAll(scanner)).toEqual([1, 3, 4]);
    expect(scanner.progress).toBe(1);
  });

  it('finds rows loaded before the others', () => {
    const log = createLogBuffer(8);
    log.append(8, encode('hit 2\n'));
    const scanner = createRowScanner(log, { test: (text) => text.startsWith('hit') });
    expect(scanAll(scanner)).toEqual([0]);
    log.prepend(0, encode('x\nhit 1\n'));
    expect(scanAll(scanner)).toEqual([-1, 0]);
  });

  it('forgets rows that the log has dropped', () => {
    const log = createLogBuffer(0, { bytes: 1_000_000, rows: 160, rowBytes: 100 });
    const scanner = createRowScanner(log, { test: () => true });
    for (let batch = 0; batch < 50; batch++) {
      log.append(log.end, encode('x\n'.repeat(10)));
      if (batch % 3 === 0) scanAll(scanner);
    }
    const found = scanAll(scanner);
    expect(found).toEqual(Array.from({ length: log.rowCount }, (_, index) => log.firstOrdinal + index));
  });

  it('passes over rows among which there can be none', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => (index === 500 ? 'hit' : 'x'));
    let looks = 0;
    const scanner = createRowScanner(logOf(lines), {
      test: (text) => {
        looks++;
        return text === 'hit';
      },
      mayBeIn: (text) => text.includes('hit'),
    });
    expect(scanAll(scanner)).toEqual([500]);
    expect(looks).toBeLessThan(200);
  });

  it('comes back after a few rows when its time is up', () => {
    const log = logOf(Array.from({ length: 10_000 }, (_, index) => `line ${index}`));
    let looks = 0;
    const scanner = createRowScanner(log, {
      test: (text) => {
        looks++;
        return text.endsWith('7');
      },
    });
    expect(scanner.scan(0)).toBe(true);
    expect(looks).toBeLessThan(200);
    expect(scanner.progress).toBeCloseTo(looks / 10_000);
    expect(scanAll(scanner)).toHaveLength(1000);
    expect(looks).toBe(10_000);
  });
});

function check(view: RowView, expected: readonly number[], first: number, end: number): void {
  expect(view.count).toBe(expected.length);
  expect(expected.map((_, position) => view.ordinalAt(position))).toEqual(expected);
  expect(view.ordinalAt(expected.length)).toBeNaN();
  for (let ordinal = first - 2; ordinal <= end + 2; ordinal++) {
    const position = expected.findIndex((shown) => shown >= ordinal);
    expect(view.positionOf(ordinal)).toBe(position === -1 ? expected.length : position);
  }
}

describe('a view of rows', () => {
  it('maps positions to rows and back, whatever is hidden, dropped or loaded before', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), fc.nat(5), (marks, loaded) => {
        const text = marks.map((_, index) => `${index % 10}\n`).join('');
        const earlier = 'e\n'.repeat(loaded);
        const log = createLogBuffer(earlier.length, { bytes: 1000, rows: 1000, rowBytes: 100 });
        log.append(earlier.length, encode(text));
        if (loaded > 0) log.prepend(0, encode(earlier));
        const list = createNumberDeque();
        marks.forEach((mark, index) => {
          if (mark) list.push(index);
        });
        const first = log.firstOrdinal;
        const end = first + log.rowCount;
        const all = Array.from({ length: log.rowCount }, (_, index) => first + index);
        check(allRowsBut(log), all, first, end);
        check(
          allRowsBut(log, list),
          all.filter((ordinal) => marks[ordinal] !== true),
          first,
          end,
        );
        check(
          onlyRows(log, list),
          all.filter((ordinal) => marks[ordinal] === true),
          first,
          end,
        );
      }),
    );
  });

  it('leaves out rows of its list that the log has dropped since', () => {
    const log = createLogBuffer(0, { bytes: 1000, rows: 32, rowBytes: 100 });
    const list = createNumberDeque();
    for (let row = 0; row < 100; row++) {
      log.append(log.end, encode(`${row % 10}\n`));
      if (row % 2 === 0) list.push(row);
    }
    const all = Array.from({ length: log.rowCount }, (_, index) => log.firstOrdinal + index);
    expect(log.firstOrdinal).toBeGreaterThan(50);
    check(
      allRowsBut(log, list),
      all.filter((ordinal) => ordinal % 2 === 1),
      log.firstOrdinal,
      100,
    );
    check(
      onlyRows(log, list),
      all.filter((ordinal) => ordinal % 2 === 0),
      log.firstOrdinal,
      100,
    );
  });
});
