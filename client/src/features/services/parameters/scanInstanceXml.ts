import type { ReadProblem } from './readParameters.ts';
import { placeAt, type TextPlace } from './textPlace.ts';
import { unwritableCharacter } from './xmlCharacters.ts';

/** A `<parameter>` element as it stands in a text. */
export interface XmlParameter {
  readonly id: string;
  readonly text: string;
  /** It has `type="json"`. */
  readonly isJson: boolean;
  readonly place: TextPlace;
  /** The place that an offset in `text` has in the source. */
  readonly placeOf: (offset: number) => TextPlace;
}

class XmlProblem extends Error {
  readonly offset: number;

  constructor(offset: number, sentence: string) {
    super(sentence);
    this.offset = offset;
  }
}

/**
 * Reads `<instance><parameter id="…">…</parameter>…</instance>`, and nothing else: no document type, no entities but
 * the five of XML. What is not so is refused with its place, which a browser's own parser does not reliably give.
 */
export function scanInstanceXml(text: string): { parameters: XmlParameter[] } | { problem: ReadProblem } {
  try {
    return { parameters: scan(text) };
  } catch (error) {
    if (!(error instanceof XmlProblem)) throw error;
    return { problem: { place: placeAt(text, error.offset), sentence: error.message } };
  }
}

function scan(source: string): XmlParameter[] {
  let at = 0;
  const fail = (sentence: string, offset = at): never => {
    throw new XmlProblem(offset, sentence);
  };
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = at;
    const found = sticky.exec(source);
    if (found) at = sticky.lastIndex;
    return found ?? undefined;
  };
  const skipMisc = (): void => {
    while (take(/\s+/) ?? take(/<!--(?:(?!--)[^])*-->/)) {
      // Nothing that counts.
    }
    if (source.startsWith('<!DOCTYPE', at)) fail('A document type is not taken here: remove it.');
    if (source.startsWith('<!--', at)) fail('This comment does not end with “-->”, or has “--” inside.');
  };
  const decode = (raw: string, offset: number): string =>
    raw.replace(/&([^;&<\s]*;?)/g, (whole, name: string, index: number) => {
      const character = characterOf(name);
      return character ?? fail(`“${whole}” is not known: write “&amp;” for “&”.`, offset + index);
    });
  const attributes = (): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    for (let pair = take(attribute); pair; pair = take(attribute)) {
      const [whole, name = '', , double, single] = pair;
      const raw = double ?? single ?? '';
      if (found.has(name)) fail(`The attribute ${name} is there twice.`, at - whole.length);
      found.set(name, decode(raw.replace(/\r\n|[\t\r\n]/g, ' '), at - raw.length - 1));
    }
    return found;
  };
  /** The text up to the next element, and in what pieces: where each begins in the text, and where in the source. */
  const content = (): { text: string; pieces: [number, number][] } => {
    let text = '';
    const pieces: [number, number][] = [];
    const add = (piece: string, offset: number): void => {
      pieces.push([text.length, offset]);
      text += piece;
    };
    for (;;) {
      const start = at;
      const plain = take(/[^<]+/)?.[0];
      const cdata = plain === undefined ? take(/<!\[CDATA\[((?:(?!\]\]>)[^])*)\]\]>/)?.[1] : undefined;
      if (plain !== undefined) {
        if (plain.includes(']]>'))
          fail('“]]>” may not stand in a text: write “]]&gt;”.', start + plain.indexOf(']]>'));
        let offset = start;
        for (const piece of plain.replace(/\r\n?/g, '\n').split(/(&[^;&<\s]*;?)/)) {
          add(decode(piece, offset), offset);
          offset += piece.length;
        }
      } else if (cdata !== undefined) add(cdata.replace(/\r\n?/g, '\n'), start + '<![CDATA['.length);
      else if (!take(/<!--(?:(?!--)[^])*-->/)) return { text, pieces };
    }
  };
  const parameter = (): XmlParameter => {
    const start = at - '<parameter'.length;
    const given = attributes();
    const id = given.get('id');
    const type = given.get('type');
    const other = [...given.keys()].find((name) => name !== 'id' && name !== 'type');
    if (other !== undefined) fail(`A parameter has no attribute ${other}: only id, and type.`, start);
    if (type !== undefined && type !== 'json') fail('The only type of a parameter is “json”.', start);
    if (id === undefined) return fail('This parameter has no id: <parameter id="name">.', start);
    if (id === '') fail('The id of a parameter may not be empty.', start);
    const isEmpty = take(/\s*\/>/) !== undefined;
    if (!isEmpty && !take(/\s*>/)) fail('“>” is expected here.');
    const begin = at;
    const { text, pieces } = isEmpty ? { text: '', pieces: [] } : content();
    if (!isEmpty && !take(/<\/parameter\s*>/)) {
      fail(
        at === source.length
          ? 'This parameter has no end: </parameter>.'
          : '</parameter> is expected here: write “&lt;” for “<”.',
      );
    }
    const placeOf = (offset: number): TextPlace => {
      const [inText, inSource] = pieces.findLast(([start]) => start <= offset) ?? [0, begin];
      return placeAt(source, inSource + offset - inText);
    };
    return { id, text, isJson: type === 'json', place: placeAt(source, begin), placeOf };
  };

  const unwritable = unwritableCharacter(source);
  if (unwritable !== undefined) fail(`There is ${unwritable}.`, 0);
  take(/\uFEFF/);
  if (!take(/<\?xml\s[^?]*\?>/) && source.startsWith('<?', at))
    fail('This declaration does not end with “?>”.');
  skipMisc();
  if (!take(/<instance(?=[\s/>])/)) fail('<instance> is expected here.');
  const parameters: XmlParameter[] = [];
  if (!take(/\s*\/>/)) {
    if (!take(/\s*>/)) fail('“>” is expected here: <instance> has no attributes.');
    skipMisc();
    while (take(/<parameter(?=[\s/>])/)) {
      parameters.push(parameter());
      skipMisc();
    }
    if (!take(/<\/instance\s*>/)) fail('<parameter id="…"> or </instance> is expected here.');
  }
  skipMisc();
  if (at < source.length) fail('Nothing may follow </instance>.');
  return parameters;
}

const attribute = /\s+([\w:.-]+)\s*=\s*("([^"<]*)"|'([^'<]*)')/;

const named: Readonly<Record<string, string>> = {
  'lt;': '<',
  'gt;': '>',
  'amp;': '&',
  'quot;': '"',
  'apos;': "'",
};

/** The character that a reference stands for, without its `&`. */
function characterOf(reference: string): string | undefined {
  const number = /^#(?:(\d{1,7})|x([0-9a-fA-F]{1,6}));$/.exec(reference);
  if (!number) return Object.hasOwn(named, reference) ? named[reference] : undefined;
  const code = number[1] === undefined ? parseInt(number[2] ?? '', 16) : Number(number[1]);
  if (code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  return unwritableCharacter(character) === undefined ? character : undefined;
}
