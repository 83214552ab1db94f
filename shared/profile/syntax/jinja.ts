/** A piece of a text that Jinja replaces. */
export interface Island {
  readonly kind: 'block' | 'expression' | 'comment';
  readonly from: number;
  readonly to: number;
}

const kinds = { '{%': 'block', '{{': 'expression', '{#': 'comment' } as const;
const ends = { block: '%}', expression: '}}', comment: '#}' } as const;

/** The islands of a text, in their order. One that nothing ends goes to the end of its line, since it is being written. */
export function findIslands(text: string): Island[] {
  const islands: Island[] = [];
  // What is not ended once is not ended further down either: it is not looked for again, in time that grows with the square.
  const unended = new Set<Island['kind']>();
  const opening = /\{[%{#]/g;
  for (let start = opening.exec(text); start !== null; start = opening.exec(text)) {
    const kind = kinds[start[0] as keyof typeof kinds];
    const end = unended.has(kind) ? -1 : text.indexOf(ends[kind], start.index + 2);
    if (end === -1) unended.add(kind);
    const lineEnd = /[\r\n]|$/.exec(text.slice(start.index))?.index ?? 0;
    const to = end === -1 ? start.index + lineEnd : end + 2;
    islands.push({ kind, from: start.index, to });
    opening.lastIndex = Math.max(to, start.index + 2);
  }
  return islands;
}

/** The text with blanks for blocks and comments, and with letters for expressions; line ends and offsets stay. */
export function maskIslands(text: string, islands: readonly Island[]): string {
  let masked = '';
  let at = 0;
  for (const { kind, from, to } of islands) {
    masked += text.slice(at, from);
    masked += text.slice(from, to).replace(/[^\r\n]/g, kind === 'expression' ? 'x' : ' ');
    at = to;
  }
  return masked + text.slice(at);
}
