import { StringDecoder } from 'node:string_decoder';

/**
 * Makes of chunks of bytes the lines in them, without their line ends. A line longer than `limit` characters
 * is given in pieces, so that what is kept has a bound; `isWhole` is false for each of these pieces.
 */
export function splitLines(
  limit: number,
  onLine: (line: string, isWhole: boolean) => void,
): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let inPieces = false;
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      onLine(line, !inPieces);
      inPieces = false;
    }
    if (rest.length > limit) {
      inPieces = true;
      const piece = rest;
      rest = '';
      onLine(piece, false);
    }
  };
}
