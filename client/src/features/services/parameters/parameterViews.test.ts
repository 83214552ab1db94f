import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Serialisation } from '../../../../../shared/releases.ts';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { readXml, writeXml } from './instanceXml.ts';
import { parameterViews, readTyped, writeTyped, type ParameterView } from './parameterViews.ts';
import { problemText } from './readParameters.ts';
import { sameParameters } from './sameParameters.ts';
import { unwritableCharacter } from './xmlCharacters.ts';

/** Texts that conversions stumble over, beside any others. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((some) => unwritableCharacter(some) === undefined),
  fc.string({
    unit: fc.constantFrom(
      ' ',
      '\n',
      '\r',
      '\t',
      ']]>',
      '<',
      '&',
      '"',
      "'",
      '\u2028',
      '𝒳',
      '&amp;',
      '\\u0000',
      'é',
    ),
  }),
  fc.constantFrom(
    '  leading',
    'trailing\n',
    '123',
    'true',
    '{"a": 1}',
    '!py!None',
    ']]>',
    '<![CDATA[x]]>',
    '\r\n',
  ),
);
const name = fc.oneof(text, fc.constantFrom('_', '__proto__', 'a/b', '~')).filter((some) => some !== '');
const value = fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }).map(
  // JSON has no -0.
  (json): InstanceParameters[string] => JSON.parse(JSON.stringify(json)) as InstanceParameters[string],
);
const parameters = fc
  .array(fc.tuple(name, fc.oneof(text, value)))
  .map((entries): InstanceParameters => Object.fromEntries(entries))
  .filter((all) =>
    Object.values(all).every((one) => typeof one !== 'string' || unwritableCharacter(one) === undefined),
  );
const serialisation = fc.constantFrom<Serialisation>('xml', 'json-in-xml');

function through(all: InstanceParameters, view: ParameterView, form: Serialisation): InstanceParameters {
  const typed = writeTyped(all, view, form);
  if ('refusal' in typed) throw new Error(typed.refusal);
  const read = readTyped(typed, form);
  if ('problem' in read) throw new Error(problemText(read.problem));
  return read.parameters;
}

function problemOf(view: 'json' | 'xml', typed: string, form: Serialisation = 'xml'): string | undefined {
  const read = readTyped({ view, text: typed }, form);
  return 'problem' in read ? problemText(read.problem) : undefined;
}

describe('parameters', () => {
  it('are the same after any way through the views', () => {
    fc.assert(
      fc.property(
        parameters,
        serialisation,
        fc.array(fc.constantFrom(...parameterViews), { minLength: 1, maxLength: 5 }),
        (all, form, views) => {
          expect(views.reduce((now, view) => through(now, view, form), all)).toEqual(all);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keep their order on the way, so that nothing jumps', () => {
    const all = { b: 'x', a: 1, c: [true, null] };
    for (const view of parameterViews)
      expect(Object.keys(through(all, view, 'xml'))).toEqual(['b', 'a', 'c']);
  });

  it('say where JSON is wrong, and refuse what reading it would lose', () => {
    expect(problemOf('json', '{\n  "a": 1\n  "b": 2\n}')).toBe(
      'Line 3, column 3: "," or "}" is expected here.',
    );
    expect(problemOf('json', '{"a": 1,\n "a": 2}')).toBe('Line 2, column 2: The name "a" is used twice.');
    expect(problemOf('json', '{"id": 12345678901234567890}')).toMatch(/^Line 1, column 8: The number 1234/);
    expect(problemOf('json', '{"id": [1e400]}')).toMatch(/^Line 1, column 9: /);
    expect(problemOf('json', ' [1]')).toMatch(/^Line 1, column 2: Parameters are one object/);
    expect(problemOf('json', '{"a": 0.1, "b": 1e5, "c": 9007199254740992, "d": -0}')).toBeUndefined();
    expect(
      problemOf('json', `${'['.repeat(300)}${']'.repeat(300)}`.replace(/^/, '{"a":').concat('}')),
    ).toMatch(/200 levels/);
  });

  it.each([
    ['', undefined],
    ['<instance/>', undefined],
    ["<?xml version='1.0' encoding='utf-8'?>\n<instance><!-- none --></instance>", undefined],
    ['<instance><parameter id="a"/></instance>', undefined],
    [
      '<instance>\n  <parameter>x</parameter>\n</instance>',
      'Line 2, column 3: This parameter has no id: <parameter id="name">.',
    ],
    [
      '<instance><parameter id="">x</parameter></instance>',
      'Line 1, column 11: The id of a parameter may not be empty.',
    ],
    [
      '<instance>\n<parameter id="a">a & b</parameter></instance>',
      'Line 2, column 21: “&” is not known: write “&amp;” for “&”.',
    ],
    [
      '<instance><parameter id="a">&nbsp;</parameter></instance>',
      'Line 1, column 29: “&nbsp;” is not known: write “&amp;” for “&”.',
    ],
    [
      '<instance><parameter id="a">&#8;</parameter></instance>',
      'Line 1, column 29: “&#8;” is not known: write “&amp;” for “&”.',
    ],
    [
      '<instance><parameter id="a">]]></parameter></instance>',
      'Line 1, column 29: “]]>” may not stand in a text: write “]]&gt;”.',
    ],
    ['<instance><parameter id="a">x', 'Line 1, column 30: This parameter has no end: </parameter>.'],
    [
      '<instance><parameter id="a"><b/></parameter></instance>',
      'Line 1, column 29: </parameter> is expected here: write “&lt;” for “<”.',
    ],
    [
      '<instance><parameter id="a">1</parameter><parameter id="a">2</parameter></instance>',
      'Line 1, column 60: The id “a” is used twice.',
    ],
    [
      '<instance><parameter id="a" type="json">{</parameter></instance>',
      'Line 1, column 42: The value of “a” is no JSON. The text ends too early: A name in double quotes is expected here.',
    ],
    [
      '<instance><parameter id="a" type="json">\n{&quot;b&quot;: <![CDATA["<"]]><!-- no comma --> "c"}</parameter></instance>',
      'Line 2, column 50: The value of “a” is no JSON. "," or "}" is expected here.',
    ],
    ['<instance>text</instance>', 'Line 1, column 11: <parameter id="…"> or </instance> is expected here.'],
    ['<instance></instance>\nmore', 'Line 2, column 1: Nothing may follow </instance>.'],
    [
      '<!DOCTYPE instance [<!ENTITY x "y">]><instance/>',
      'Line 1, column 1: A document type is not taken here: remove it.',
    ],
    ['<parameters/>', 'Line 1, column 1: <instance> is expected here.'],
  ])('as XML %j: %s', (xml, problem) => expect(problemOf('xml', xml)).toBe(problem));

  it('that are JSON within XML have their places in the XML', () => {
    const xml = (json: string) => `<instance>\n<parameter id="_">${json}</parameter>\n</instance>`;
    const text = xml('{\n "a&amp;b": 1,\n "c": {&quot;d&quot;: [2]}}');
    const read = readTyped({ view: 'xml', text }, 'json-in-xml');
    const place = (pointer: string) => ('parameters' in read ? read.placeOf(pointer) : undefined);
    expect(place('/a&b')).toEqual({ line: 3, column: 13 });
    expect(place('/c/d')).toEqual({ line: 4, column: 23 });
    expect(place('/c/missing')).toEqual({ line: 4, column: 7 });
    const broken = readTyped({ view: 'xml', text: xml('{\n "a&amp;b": 1,\n}') }, 'json-in-xml');
    expect(broken).toMatchObject({ problem: { place: { line: 4, column: 1 } } });
  });

  it('are read as a browser reads the XML', () => {
    fc.assert(
      fc.property(parameters, (all) => {
        const written = writeXml(all, 'xml');
        if (!('text' in written)) throw new Error(written.refusal);
        const elements = [
          ...new DOMParser().parseFromString(written.text, 'text/xml').querySelectorAll('parameter'),
        ];
        expect(elements.map((element) => element.getAttribute('id'))).toEqual(Object.keys(all));
        // JSON may be written with escapes, for characters that XML cannot hold.
        const read = elements.map(({ textContent }, index) =>
          typeof Object.values(all)[index] === 'string' ? textContent : (JSON.parse(textContent) as unknown),
        );
        expect(read).toEqual(Object.values(all));
      }),
    );
  });

  it('with a character that XML cannot hold are refused there with the reason', () => {
    expect(writeTyped({ a: 'x\u0008y' }, 'xml', 'xml')).toEqual({
      refusal:
        'The value of “a” holds the character U+0008 (character 2 of the text), which XML has no way to write.',
    });
    expect(writeTyped({ '\ud800': '' }, 'xml', 'xml')).toMatchObject({
      refusal: expect.stringContaining('U+D800') as string,
    });
    expect(through({ a: 'x\u0008\uffff', b: ['\ud800'] }, 'xml', 'json-in-xml')).toEqual({
      a: 'x\u0008\uffff',
      b: ['\ud800'],
    });
  });

  it('of a type that takes JSON stand under “_”, and come back from there', () => {
    const written = writeXml({ n: 1 }, 'json-in-xml');
    expect(written).toEqual({
      text: expect.stringContaining('<parameter id="_">{\n  "n": 1\n}</parameter>') as string,
    });
    expect(readXml('<instance><parameter id="a">1</parameter></instance>', 'json-in-xml')).toMatchObject({
      parameters: { a: '1' },
    });
    expect(
      problemOf(
        'xml',
        '<instance><parameter id="_">{}</parameter><parameter id="a">1</parameter></instance>',
        'json-in-xml',
      ),
    ).toMatch(/no other may stand beside it/);
  });

  it('tell the line of a value, also of one inside', () => {
    const read = readTyped({ view: 'json', text: '{\n "a": {\n  "b/c": [1,\n 2]}}' }, 'xml');
    if ('problem' in read) throw new Error(problemText(read.problem));
    expect(read.placeOf('/a/b~1c/1')).toEqual({ line: 4, column: 2 });
    expect(read.placeOf('/a/missing')).toEqual({ line: 2, column: 7 });
  });

  it('are the same for the instance where only empty ones, order, or the form of texts differ', () => {
    expect(sameParameters({ a: '1', b: '' }, { a: 1 }, 'xml')).toBe(true);
    expect(sameParameters({ a: '1' }, { a: 1 }, 'json-in-xml')).toBe(false);
    expect(sameParameters({ a: { x: 1, y: 2 }, b: 3 }, { b: 3, a: { y: 2, x: 1 } }, 'json-in-xml')).toBe(
      true,
    );
    expect(sameParameters({ a: '{"x": 1}' }, { a: { x: 1 } }, 'xml')).toBe(true);
    expect(sameParameters({ a: 'x' }, { a: 'x ' }, 'xml')).toBe(false);
  });
});
