import type { MatchedLine } from './foundLine.ts';

/** Bytes of a line of a file that are kept; no file that is searched has more, but for what becomes longer as UTF-8. */
const maxText = 16 * 1024 * 1024;
/** Bytes kept of what comes after the text: some hundred matches, more than can be shown. */
const maxRest = 32 * 1024;
/** Of strings in there, which are names and the matches once more, so many bytes are kept: more than a name has. */
const maxString = 32;

const [quote, backslash, lowerU] = [0x22, 0x5c, 0x75];
const escapes: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, f: 12, r: 13 };
const markers = [
  { marker: Buffer.from(',"lines":{"text":"'), isBase64: false },
  { marker: Buffer.from(',"lines":{"bytes":"'), isBase64: true },
];

/**
 * Reads a match of ripgrep that is too long to be parsed at once, piece by piece: with a line of megabytes in which every
 * character matches, its JSON has fifty times as much. It is in the order that ripgrep writes it in: path, text, number of
 * the line, places of the matches.
 */
export class LongMatch {
  readonly #head: string;
  readonly #isBase64: boolean = false;
  #text = Buffer.alloc(0);
  #textLength = 0;
  #rest = Buffer.alloc(0);
  #restLength = 0;
  #part: 'text' | 'rest' | 'none' = 'none';
  /** What of an escape in the text has been read: `\`, `\u00` … */
  #escape = '';
  /** In a string of the rest: its bytes so far. */
  #string: number | undefined;
  #isEscaped = false;

  /** `begin` has the beginning of the message, at least its path. */
  constructor(begin: Buffer) {
    const found = markers
      .map(({ marker, isBase64 }) => ({ at: begin.indexOf(marker), length: marker.length, isBase64 }))
      .find(({ at }) => at !== -1);
    this.#head = begin.toString('utf8', 0, found?.at ?? 0);
    if (found === undefined) return;
    this.#isBase64 = found.isBase64;
    this.#part = 'text';
    this.push(begin.subarray(found.at + found.length));
  }

  push(bytes: Buffer): void {
    let at = 0;
    if (this.#part === 'text') at = this.#readText(bytes);
    if (this.#part === 'rest') this.#readRest(bytes.subarray(at));
  }

  /** The match, when all was pushed; undefined where it was no match. */
  finish(): MatchedLine | undefined {
    const rest = this.#rest.toString('latin1', 0, this.#restLength);
    const line = /"line_number":(\d+)/.exec(rest)?.[1];
    if (line === undefined) return undefined;
    const path: unknown = JSON.parse(/\{"text":(".*")\}$/s.exec(this.#head)?.[1] ?? 'null');
    const text = this.#text.subarray(0, this.#textLength);
    return {
      path: typeof path === 'string' ? path : undefined,
      line: Number(line),
      bytes: this.#isBase64 ? Buffer.from(text.toString('latin1'), 'base64') : text,
      submatches: [...rest.matchAll(/"start":(\d+),"end":(\d+)/g)].map(([, start, end]) => ({
        start: Number(start),
        end: Number(end),
      })),
    };
  }

  /** Reads up to the end of the text, and answers how many bytes that took. */
  #readText(bytes: Buffer): number {
    this.#text = withRoom(this.#text, Math.min(maxText, this.#textLength + bytes.length));
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] ?? 0;
      if (this.#escape !== '') this.#readEscape(byte);
      else if (byte === backslash) this.#escape = '\\';
      else if (byte === quote) {
        this.#part = 'rest';
        return at + 1;
      } else this.#keep(byte);
    }
    return bytes.length;
  }

  #readEscape(byte: number): void {
    this.#escape += String.fromCharCode(byte);
    // Ripgrep escapes control characters only.
    const isUnicode = this.#escape.charCodeAt(1) === lowerU;
    if (isUnicode && this.#escape.length < 6) return;
    this.#keep(
      isUnicode ? Number.parseInt(this.#escape.slice(2), 16) : (escapes[this.#escape.slice(1)] ?? byte),
    );
    this.#escape = '';
  }

  #keep(byte: number): void {
    if (this.#textLength < this.#text.length) this.#text[this.#textLength++] = byte;
  }

  #readRest(bytes: Buffer): void {
    this.#rest = withRoom(this.#rest, Math.min(maxRest, this.#restLength + bytes.length));
    for (const byte of bytes) {
      if (this.#restLength === maxRest) {
        this.#part = 'none';
        return;
      }
      const isInside = this.#string !== undefined;
      if (this.#string === undefined) this.#string = byte === quote ? 0 : undefined;
      else if (!this.#isEscaped && byte === quote) this.#string = undefined;
      else this.#string++;
      this.#isEscaped = isInside && !this.#isEscaped && byte === backslash;
      if ((this.#string ?? 0) <= maxString) this.#rest[this.#restLength++] = byte;
    }
  }
}

function withRoom(buffer: Buffer<ArrayBuffer>, wanted: number): Buffer<ArrayBuffer> {
  if (wanted <= buffer.length) return buffer;
  return Buffer.concat([buffer], Math.max(wanted, 2 * buffer.length));
}
