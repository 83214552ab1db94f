/** How lines end on disk. `mixed` becomes one kind when it is saved. */
export type LineEnds = 'LF' | 'CRLF' | 'CR' | 'mixed';

/** How the lines of a text end. A text of one line counts as LF. */
export function lineEndsOf(text: string): LineEnds {
  let crlf = 0;
  let cr = 0;
  let lf = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) lf++;
    else if (code === 13) {
      if (text.charCodeAt(at + 1) === 10) {
        crlf++;
        at++;
      } else cr++;
    }
  }
  const kinds = [crlf, cr, lf].filter((count) => count > 0).length;
  if (kinds > 1) return 'mixed';
  return crlf > 0 ? 'CRLF' : cr > 0 ? 'CR' : 'LF';
}

/** The bytes of a text file, its byte order mark kept as the first character. Throws TypeError on what is not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

export const byteOrderMark = '\uFEFF';

/** The text as it goes to disk. The editor knows LF and CRLF only and makes CR one of them; it is put back here. */
export function toDisk(text: string, lineEnds: LineEnds): string {
  return lineEnds === 'CR' ? text.replaceAll(/\r\n|\n/g, '\r') : text;
}

/** The one replacement that turns `from` into `to`, as short as its common start and end allow. */
export function smallestEdit(from: string, to: string): { start: number; end: number; text: string } {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < most - start &&
    from.charCodeAt(from.length - 1 - tail) === to.charCodeAt(to.length - 1 - tail)
  )
    tail++;
  return { start, end: from.length - tail, text: to.slice(start, to.length - tail) };
}
