/** A colour of a terminal: 0 to 15 are those of the theme, others are given as `#rrggbb`. */
export type AnsiColor = number | `#${string}`;

/** How a terminal would draw a piece of text; what is absent is as usual. */
export interface AnsiStyle {
  readonly foreground?: AnsiColor;
  readonly background?: AnsiColor;
  readonly bold?: true;
  readonly dim?: true;
  readonly italic?: true;
  readonly underline?: true;
  readonly strike?: true;
  readonly inverse?: true;
}

export interface AnsiSpan {
  readonly text: string;
  readonly style: AnsiStyle;
}

// One alternative per kind of sequence: CSI, strings (OSC, DCS, SOS, PM, APC) with their end, other escapes, and
// single control characters. A string without end loses only its introducer: the text after it is shown
// rather than hidden. Tab is text.
const sequence =
  /(?:\u001b\[|\u009b)([0-?]*)[ -/]*([@-~])|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]|[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
const anyControl = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/;

const plain: AnsiStyle = {};

/** Text without its escape sequences and control characters. */
export function stripAnsi(text: string): string {
  return anyControl.test(text) ? text.replace(sequence, '') : text;
}

/**
 * Divides the text of one row by its SGR sequences; every other sequence is left out. Each row begins plain: a
 * colour that a program leaves on at the end of a line ends there, which keeps a row independent of the ones
 * before it. Never throws; the texts together are `stripAnsi(text)`.
 */
export function parseAnsi(text: string): AnsiSpan[] {
  if (!anyControl.test(text)) return text === '' ? [] : [{ text, style: plain }];
  const spans: AnsiSpan[] = [];
  let style = plain;
  let from = 0;
  const take = (to: number): void => {
    if (to === from) return;
    const piece = text.slice(from, to);
    const last = spans.at(-1);
    if (last?.style === style) spans[spans.length - 1] = { text: last.text + piece, style };
    else spans.push({ text: piece, style });
  };
  for (const match of text.matchAll(sequence)) {
    take(match.index);
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  take(text.length);
  return spans;
}

type Change = Partial<Record<keyof AnsiStyle, AnsiColor | true | undefined>>;

const flags: Readonly<Record<number, Change>> = {
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  21: { underline: true },
  22: { bold: undefined, dim: undefined },
  23: { italic: undefined },
  24: { underline: undefined },
  27: { inverse: undefined },
  29: { strike: undefined },
  39: { foreground: undefined },
  49: { background: undefined },
};

/** The style after `ESC [ parameters m`. What is not known is passed over. */
function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  let next = style;
  const change = (changes: Change): void => {
    // Made of defined entries only, so that equal looks have equal keys.
    next = Object.fromEntries(
      Object.entries({ ...next, ...changes }).filter(([, value]) => value !== undefined),
    );
  };
  const groups = parameters.split(';');
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at] ?? '';
    const [code = 0, ...rest] = group.split(':').map(Number);
    if (Number.isNaN(code)) continue;
    if (code === 0) next = plain;
    else if (code === 38 || code === 48) {
      // Either `38:2::r:g:b` in one group or `38;2;r;g;b` in several.
      const colour = group.includes(':')
        ? extendedColor(rest[0], rest.length > 4 ? rest.slice(2) : rest.slice(1))
        : extendedColor(Number(groups[at + 1]), groups.slice(at + 2, at + 5).map(Number));
      if (!group.includes(':')) at += Number(groups[at + 1]) === 2 ? 4 : 2;
      if (colour !== undefined) change({ [code === 38 ? 'foreground' : 'background']: colour });
    } else if (code === 4 && rest[0] === 0) change({ underline: undefined });
    else change(flags[code] ?? themeColor(code));
  }
  return next;
}

function themeColor(code: number): Change {
  if (code >= 30 && code <= 37) return { foreground: code - 30 };
  if (code >= 40 && code <= 47) return { background: code - 40 };
  if (code >= 90 && code <= 97) return { foreground: code - 82 };
  if (code >= 100 && code <= 107) return { background: code - 92 };
  return {};
}

function extendedColor(kind: number | undefined, values: readonly number[]): AnsiColor | undefined {
  const [first = NaN, second = NaN, third = NaN] = values;
  if (kind === 2) return hex(first, second, third);
  if (kind !== 5 || !isByte(first)) return undefined;
  if (first < 16) return first;
  if (first >= 232) {
    const grey = (first - 232) * 10 + 8;
    return hex(grey, grey, grey);
  }
  const cube = first - 16;
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255;

function hex(...channels: [number, number, number]): AnsiColor | undefined {
  if (!channels.every(isByte)) return undefined;
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
