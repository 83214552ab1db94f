import { expect, test } from 'vitest';
import type { SoftwareType } from '../releases.ts';
import type { InstanceParameters } from './parameterProblems.ts';
import { givenParameters } from './givenParameters.ts';
import { findParameterProblems } from './parameterProblems.ts';

/** A part of a schema. */
type JsonSchema = NonNullable<SoftwareType['parameters']>;

const schema: NonNullable<SoftwareType['parameters']> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  properties: {
    title: { type: 'string', minLength: 2, maxLength: 10 },
    count: { type: 'integer', minimum: 1 },
    mode: { enum: ['fast', 'safe'] },
    flag: { $ref: '#/definitions/flag' },
    either: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    'a/b': { type: 'object', properties: { c: { type: 'number' } } },
  },
  definitions: { flag: { type: 'boolean' } },
};

function lines(serialisation: SoftwareType['serialisation'], parameters: InstanceParameters): string[] {
  return findParameterProblems({ name: 'default', serialisation, parameters: schema }, parameters).map(
    ({ pointer, sentence }) => `${pointer}: ${sentence}`,
  );
}

test('finds nothing wrong with parameters that fit, and fills in no default', () => {
  const parameters: InstanceParameters = {
    ...{ title: 'one', count: 3, mode: 'fast', flag: true },
    ...{ either: ['x'], 'a/b': { c: 1.5 } },
  };
  expect(lines('json-in-xml', parameters)).toEqual([]);
  expect(lines('xml', parameters)).toEqual([]);
});

test('says what is wrong with each parameter, in a sentence, with its place', () => {
  expect(
    lines('json-in-xml', {
      ...{ title: 'x', count: 1.5, mode: 'slow', flag: 'yes', either: 4, 'a/b': { c: '1' }, 'é#%': 1 },
    }),
  ).toEqual([
    '/title: It is too short (1 < 2).',
    '/count: It must be an integer, not a number.',
    '/mode: It must be one of "fast","safe".',
    '/flag: It must be true or false, not a text.',
    '/either: It is none of what the schema allows here.',
    '/a~1b/c: It must be a number, not a text.',
    '/é#%: There is no parameter of this name.',
  ]);
});

test('counts an empty value as not given where values are texts, and only there', () => {
  expect(givenParameters({ a: '', b: null, c: 0, d: false, e: [] })).toEqual({ c: 0, d: false, e: [] });
  expect(lines('xml', { title: '', count: '' })).toEqual(['/title: It is required.']);
  expect(lines('json-in-xml', { title: '', count: null })).toEqual([
    '/title: It is too short (0 < 2).',
    '/count: It must be an integer, not null.',
  ]);
});

test('refuses names that buildout cannot read back, of every serialisation, with or without a schema', () => {
  const bare = (serialisation: SoftwareType['serialisation']) => ({ name: 'default', serialisation });
  const parameters = { 'a b': 'x', 'c/d]': 'y', 'e=f': { 'inside of it': 'z' } };
  const pointers = ['/a b', '/c~1d]'];
  const found = findParameterProblems(bare('json-in-xml'), parameters);
  expect(found.map(({ pointer }) => pointer)).toEqual(pointers);
  expect(found[0]?.sentence).toContain('Rename it');
  expect(
    findParameterProblems(bare('xml'), { ...parameters, 'e=f': '' }).map(({ pointer }) => pointer),
  ).toEqual(pointers);
  expect(lines('xml', { title: 'one', 'a b': 'x' })).toEqual([
    expect.stringMatching(/^\/a b: Buildout could not read/),
  ]);
});

test('takes a text for a number where parameters are texts, and refuses what is none where a text is wanted', () => {
  expect(lines('xml', { title: '12', count: '3', flag: 'true', 'a/b': '{"c": 1}' })).toEqual([]);
  expect(lines('xml', { title: 12, count: 'three', either: { a: 1 } })).toEqual([
    '/title: It must be a text: the parameters of this software type are texts.',
    '/either: It must be a text: the parameters of this software type are texts.',
    '/count: It must be an integer, not a text.',
  ]);
  const bare: SoftwareType = { name: 'default', serialisation: 'xml' };
  expect(findParameterProblems(bare, { a: 'text' })).toEqual([]);
  expect(findParameterProblems(bare, { a: 1 })).toMatchObject([{ pointer: '/a' }]);
});

test('takes a parameter named "_" for one like the others', () => {
  expect(lines('json-in-xml', { title: 'one', _: '{"title": 1}' })).toEqual([
    '/_: There is no parameter of this name.',
  ]);
});

test('survives a schema that refers to itself, and leaves it as it was', () => {
  const parameters: NonNullable<SoftwareType['parameters']> = {
    $ref: '#/$defs/node',
    $defs: {
      node: { type: 'object', properties: { child: { $ref: '#/$defs/node' }, n: { type: 'integer' } } },
      loop: { anyOf: [{ $ref: '#/$defs/loop' }] },
    },
  };
  const before = structuredClone(parameters);
  const type: SoftwareType = { name: 'default', serialisation: 'json-in-xml', parameters };
  expect(findParameterProblems(type, { child: { child: { n: 'x' } } })).toEqual([
    { pointer: '/child/child/n', sentence: 'It must be an integer, not a text.' },
  ]);
  expect(findParameterProblems({ ...type, serialisation: 'xml' }, { n: '4', child: '{"n": 1}' })).toEqual([]);
  expect(parameters).toEqual(before);
  const endless = { properties: { a: { $ref: '#/$defs/loop' } }, $defs: parameters.$defs ?? {} };
  expect(() => findParameterProblems({ ...type, parameters: endless }, { a: 'x' })).toThrow(RangeError);
});

/** Of a type whose parameters are JSON. */
function found(parameters: NonNullable<SoftwareType['parameters']>, given: InstanceParameters) {
  return findParameterProblems({ name: 'default', serialisation: 'json-in-xml', parameters }, given);
}

test('tells of a mistake alone, and not of what is unevaluated in consequence', () => {
  const closed: NonNullable<SoftwareType['parameters']> = {
    unevaluatedProperties: false,
    allOf: [{ properties: { size: { type: 'integer' }, site: { type: 'string' } } }],
    properties: { machines: { additionalProperties: { properties: { ram: { type: 'integer' } } } } },
    $ref: '#/$defs/more',
    $defs: { more: { patternProperties: { '^x-': { type: 'string' } } } },
  };
  const mistake = 'It must be an integer, not a text.';
  expect(found(closed, { size: 'x', site: 'fits', 'x-a': 'fits' })).toEqual([
    { pointer: '/size', sentence: mistake },
  ]);
  expect(found(closed, { machines: { a: { ram: 'x' } } })).toEqual([
    { pointer: '/machines/a/ram', sentence: mistake },
  ]);
  expect(found(closed, { size: 'x', 'un/known': 1 })).toEqual([
    { pointer: '/size', sentence: mistake },
    { pointer: '/un~1known', sentence: 'There is no parameter of this name.' },
  ]);
});

test('tells what is wrong with the alternative that is meant, else what there is to choose from', () => {
  const branch = (target: string, more: Record<string, JsonSchema>) => ({
    properties: { target: { const: target }, ...more },
    required: ['target', ...Object.keys(more)],
  });
  const runner = { oneOf: [branch('local', {}), branch('remote', { url: { type: 'string' } })] };
  const of = (value: InstanceParameters[string]) => found({ properties: { runner } }, { runner: value });
  expect(of({ target: 'remote' })).toEqual([{ pointer: '/runner/url', sentence: 'It is required.' }]);
  expect(of({ target: 'remote', url: 1 })).toEqual([
    { pointer: '/runner/url', sentence: 'It must be a text, not a number.' },
  ]);
  expect(of({ target: 'other' })).toEqual([
    { pointer: '/runner/target', sentence: 'It must be one of "local","remote".' },
  ]);
  const list = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
  expect(found({ properties: { list } }, { list: ['a', 1] })).toEqual([
    { pointer: '/list/1', sentence: 'It must be a text, not a number.' },
  ]);
});

test('notes what is of another format, and refuses nothing for it', () => {
  const site = { type: 'string', format: 'uri' };
  expect(
    found({ properties: { site, format: { type: 'string' } } }, { site: 'no uri', format: 'x' }),
  ).toEqual([{ pointer: '/site', sentence: expect.stringContaining('"uri"') as string, isNote: true }]);
  // Were the format a reason to refuse, exactly one alternative would fit.
  expect(found({ oneOf: [{ properties: { site } }, { required: ['site'] }] }, { site: 'no uri' })).toEqual([
    { pointer: '', sentence: expect.stringContaining('fits 2 of the alternatives') as string },
  ]);
  expect(found({ properties: { site: { ...site, minLength: 20 } } }, { site: 'no uri' })).toHaveLength(1);
});
