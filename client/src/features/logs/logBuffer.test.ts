import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogBuffer, type LogBuffer } from './logBuffer.ts';

const encoder = new TextEncoder();
const encode = (text: string): Uint8Array => encoder.encode(text);

function rows(buffer: LogBuffer): string[] {
  return Array.from({ length: buffer.rowCount }, (_, index) => buffer.text(buffer.firstOrdinal + index));
}

function bufferOf(text: string, offset = 0): LogBuffer {
  const buffer = createLogBuffer(offset);
  buffer.append(offset, encode(text));
  return buffer;
}

const tiny = { bytes: 64 * 1024, rows: 1024, rowBytes: 16 };

describe('rows of a log', () => {
  it('are its lines, and the one being written', () => {
    expect(rows(bufferOf('one\ntwo\n\nthr'))).toEqual(['one', 'two', '', 'thr']);
    expect(rows(bufferOf('one\n'))).toEqual(['one']);
    expect(rows(bufferOf(''))).toEqual([]);
  });

  it('have no CR of a CRLF', () => {
    expect(rows(bufferOf('one\r\ntwo\r\r\n\r\n'))).toEqual(['one', 'two', '']);
  });

  it('show the last state of a line that is redrawn with CR', () => {
    expect(rows(bufferOf('  0 %\r 50 %\r100 %\nnext\r'))).toEqual(['100 %', 'next']);
  });

  it('show what is not UTF-8 as replacement characters', () => {
    const buffer = createLogBuffer(0);
    buffer.append(0, new Uint8Array([0x61, 0xff, 0xc3, 0x0a, 0x62, 0x0a]));
    expect(rows(buffer)).toEqual(['a\ufffd\ufffd', 'b']);
  });

  it('leave out a character whose bytes have not all come, until the log is finished', () => {
    const buffer = createLogBuffer(0);
    buffer.append(0, encode('caf\u00e9').subarray(0, 4));
    expect(rows(buffer)).toEqual(['caf']);
    buffer.finish();
    expect(rows(buffer)).toEqual(['caf\ufffd']);
  });

  it('are the same however the bytes are divided, with any text in them', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '\n', '\r', 'é', '日', '😀', '\u0000'),
      maxLength: 400,
    });
    fc.assert(
      fc.property(text, fc.array(fc.nat(50)), (content, sizes) => {
        const bytes = encode(content);
        const whole = createLogBuffer(0, tiny);
        whole.append(0, bytes);
        whole.finish();
        const divided = createLogBuffer(0, tiny);
        let at = 0;
        for (const size of [...sizes, bytes.length]) {
          divided.append(at, bytes.subarray(at, at + size));
          at = Math.min(bytes.length, at + size);
        }
        divided.finish();
        expect(rows(divided)).toEqual(rows(whole));
        // Pieces are put together again to see that nothing is lost at a cut.
        if (!content.includes('\r')) {
          const lines: string[] = [];
          rows(whole).forEach((row, index) => {
            if (whole.isContinuation(index)) lines.push((lines.pop() ?? '') + row);
            else lines.push(row);
          });
          expect(lines.join('\n')).toBe(content.endsWith('\n') ? content.slice(0, -1) : content);
          expect(whole.rowCount === 0 ? 0 : whole.lineNumber(whole.rowCount - 1).value).toBe(lines.length);
        }
      }),
    );
  });
});

describe('a log buffer', () => {
  it('skips bytes that it has, as after a reconnect', () => {
    const buffer = bufferOf('one\ntwo\n');
    buffer.append(4, encode('two\nthree\n'));
    buffer.append(0, encode('one\n'));
    expect(rows(buffer)).toEqual(['one', 'two', 'three']);
  });

  it('refuses a gap', () => {
    expect(() => bufferOf('one\n').append(5, encode('x'))).toThrow(RangeError);
  });

  it('cuts a line that is too long into pieces that share its number', () => {
    const buffer = createLogBuffer(0, tiny);
    buffer.append(0, encode(`short\n${'x'.repeat(40)}\nafter\n`));
    expect(rows(buffer)).toEqual(['short', 'x'.repeat(16), 'x'.repeat(16), 'x'.repeat(8), 'after']);
    expect([0, 1, 2, 3, 4].map((row) => buffer.lineNumber(row).value)).toEqual([1, 2, 2, 2, 3]);
    expect([0, 1, 2, 3, 4].map((row) => buffer.continues(row))).toEqual([false, true, true, false, false]);
    expect([0, 1, 2, 3, 4].map((row) => buffer.isContinuation(row))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(buffer.ordinalOfLine(2)).toBe(1);
    expect(buffer.ordinalOfLine(3)).toBe(4);
    expect(buffer.ordinalOfLine(4)).toBeUndefined();
  });

  it('never holds much more than its limit of a line without end', () => {
    const buffer = createLogBuffer(0, { bytes: 1024 * 1024, rows: 100_000, rowBytes: 16 * 1024 });
    const chunk = new Uint8Array(100_000).fill(0x78);
    for (let at = 0; at < 30_000_000; at += chunk.length) buffer.append(at, chunk);
    expect(buffer.end).toBe(30_000_000);
    expect(buffer.end - buffer.start).toBeLessThanOrEqual(1024 * 1024);
    expect(buffer.lineNumber(buffer.firstOrdinal)).toEqual({ value: 1, absolute: true });
  });

  it('drops the oldest rows beyond its limits, counts them, and keeps the numbers', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index + 1}`);
    const bytes = encode(`${lines.join('\n')}\n`);
    for (const limits of [
      { ...tiny, rows: 100_000 },
      { ...tiny, bytes: 10_000_000 },
    ]) {
      const buffer = createLogBuffer(0, limits);
      for (let at = 0; at < bytes.length; at += 1000) buffer.append(at, bytes.subarray(at, at + 1000));
      expect(buffer.droppedRows).toBeGreaterThan(10_000);
      expect(buffer.rowCount + buffer.droppedRows).toBe(20_000);
      expect(buffer.droppedBytes).toBe(buffer.start);
      expect(buffer.room).toBe(0);
      expect(rows(buffer)).toEqual(lines.slice(buffer.droppedRows));
      expect(buffer.lineNumber(buffer.firstOrdinal)).toEqual({
        value: buffer.droppedRows + 1,
        absolute: true,
      });
      expect(buffer.ordinalOfLine(20_000)).toBe(19_999);
      expect(buffer.ordinalOfLine(1)).toBeUndefined();
    }
  });

  it('counts lines from where the view began until the beginning is loaded', () => {
    const text = 'one\ntwo\nthree\nfour\n';
    const buffer = bufferOf(text.slice(14), 14);
    expect(buffer.lineNumber(0)).toEqual({ value: 1, absolute: false });
    expect(buffer.ordinalOfLine(1)).toBeUndefined();

    // The cut line `one` is left out.
    buffer.prepend(2, encode(text.slice(2, 14)));
    expect(rows(buffer)).toEqual(['two', 'three', 'four']);
    expect(buffer.lineNumber(-1)).toEqual({ value: -1, absolute: false });
    expect(buffer.lineNumber(0)).toEqual({ value: 1, absolute: false });

    buffer.prepend(0, encode(text.slice(0, 4)));
    expect(rows(buffer)).toEqual(['one', 'two', 'three', 'four']);
    expect(buffer.lineNumber(-3)).toEqual({ value: 1, absolute: true });
    expect(buffer.ordinalOfLine(4)).toBe(0);
    expect(buffer.text(0)).toBe('four');
  });

  it('numbers lines rightly after loading a long line from its middle', () => {
    const text = `a\n${'x'.repeat(50)}\nb\n`;
    const buffer = createLogBuffer(30, tiny);
    buffer.append(30, encode(text.slice(30)));
    buffer.prepend(0, encode(text.slice(0, 30)));
    expect(rows(buffer).join('')).toBe(`a${'x'.repeat(50)}b`);
    expect(buffer.lineNumber(buffer.firstOrdinal).value).toBe(1);
    expect(buffer.lineNumber(buffer.firstOrdinal + buffer.rowCount - 1).value).toBe(3);
  });

  it('refuses earlier bytes that do not fit', () => {
    expect(() => bufferOf('x\n', 100).prepend(0, encode('y\n'))).toThrow(RangeError);
  });
});
