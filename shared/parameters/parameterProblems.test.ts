import { expect, test } from 'vitest';
import type { SoftwareType } from '../releases.ts';
import type { InstanceParameters } from './parameterProblems.ts';
import { givenParameters } from './givenParameters.ts';
import { findParameterProblems } from './parameterProblems.ts';

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
