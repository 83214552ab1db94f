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
    // Only what is new is looked at: a line may come in thousands of chunks.
    const [end = '', ...begins] = decoder.write(chunk).split('\n');
    rest += end;
    for (const begin of begins) {
      onLine(rest, !inPieces);
      inPieces = false;
      rest = begin;
    }
    if (rest.length > limit) {
      inPieces = true;
      const piece = rest;
      rest = '';
      onLine(piece, false);
    }
  };
}
