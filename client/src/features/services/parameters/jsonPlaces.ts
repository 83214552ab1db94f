import { pointerToken } from './readParameters.ts';
import { placeAt, type TextPlace } from './textPlace.ts';

/** What `JSON.parse` takes without a word and would lose: the sentence, and the offset it is about. */
export interface JsonLoss {
  readonly offset: number;
  readonly sentence: string;
}

/** Where the values of a JSON text stand, by JSON pointer; and the first thing that would be lost in reading it. */
export interface JsonPlaces {
  readonly places: ReadonlyMap<string, TextPlace>;
  readonly loss: JsonLoss | undefined;
}

const deepest = 200;
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Finds the values in a text that `JSON.parse` accepts. */
export function findJsonPlaces(text: string): JsonPlaces {
  const all = [...text.matchAll(tokens)];
  const places = new Map<string, TextPlace>();
  let loss: JsonLoss | undefined;
  let next = 0;
  const lose = (offset: number, sentence: string): void => {
    loss ??= { offset, sentence };
  };

  const value = (pointer: string, depth: number): void => {
    const token = all[next++];
    if (token === undefined) return;
    places.set(pointer, placeAt(text, token.index));
    const [word] = token;
    if (depth > deepest) {
      lose(token.index, `Values may be nested ${deepest} levels deep.`);
      next = all.length;
    } else if (word === '{') members(pointer, depth);
    else if (word === '[') {
      for (let index = 0; next < all.length && !ends(']'); index++) {
        value(`${pointer}/${index}`, depth + 1);
        if (all[next]?.[0] === ',') next++;
      }
    } else if (/^[-\d]/.test(word) && !isExact(word)) {
      lose(token.index, `The number ${word} cannot be kept exactly. Write it in double quotes, as a text.`);
    }
  };
  const members = (pointer: string, depth: number): void => {
    const seen = new Set<string>();
    while (next < all.length && !ends('}')) {
      const key = all[next];
      if (key === undefined) return;
      const name = String(JSON.parse(key[0]));
      if (seen.has(name)) lose(key.index, `The name ${key[0]} is used twice.`);
      seen.add(name);
      next += 2;
      value(`${pointer}/${pointerToken(name)}`, depth + 1);
      if (all[next]?.[0] === ',') next++;
    }
  };
  const ends = (bracket: string): boolean => {
    if (all[next]?.[0] !== bracket) return false;
    next++;
    return true;
  };
  value('', 0);
  return { places, loss };
}

/** Whether a number of JSON is the same after reading and writing it, but for its form. */
function isExact(word: string): boolean {
  const number = Number(word);
  return Number.isFinite(number) && decimal(String(number)) === decimal(word);
}

/** A number in one form: its digits without zeros around them, and the power of ten that they count from. */
function decimal(word: string): string {
  const [mantissa = '', exponent = '0'] = word.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '0' : `${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}
