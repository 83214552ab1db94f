import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../core/format/secrets.ts';
import type { Schema } from './resolveSchema.ts';
import { fieldOf, isEditable } from './schemaFields.ts';
import { untypedMembers } from './testing/untypedMembers.ts';
import { newValue, readField, toVariant } from './variantValue.ts';

const runner: Schema = {
  properties: { name: { type: 'string' } },
  oneOf: [
    { title: 'Local', properties: { target: { const: 'local' } }, required: ['target'] },
    {
      title: 'Remote',
      description: 'Somewhere else.',
      properties: { target: { const: 'remote' }, url: { type: 'string' } },
      required: ['target', 'url'],
    },
  ],
};
const labels = (schema: Schema) => fieldOf({}, schema).variants.map(({ label }) => label);
const chosen = (schema: Schema, value: Json | undefined) =>
  readField({}, schema, value).levels.map(({ variants, chosen: index }) => variants[index]?.label);
const members = (schema: Schema, value?: Json) =>
  readField({}, schema, value).field.members.map(({ name }) => name);

describe('a form', () => {
  it('tells alternatives apart by their constant values, also while one is not finished', () => {
    expect(labels(runner)).toEqual(['Local', 'Remote']);
    expect(chosen(runner, { target: 'remote' })).toEqual(['Remote']);
    expect(chosen(runner, { target: 'local', name: 'x', other: 1 })).toEqual(['Local']);
    expect(members(runner, { target: 'remote' })).toEqual(['name', 'target', 'url']);
  });

  it('calls alternatives without a title by what tells them apart', () => {
    const kinds = { oneOf: [{ properties: { a: { const: 1 } } }, { type: 'array' }, { required: ['b'] }] };
    expect(labels(kinds)).toEqual(['a: 1', 'List', 'With b']);
    expect(labels({ type: ['number', 'null'] })).toEqual(['Number', 'Nothing (null)']);
    expect(labels({})).toHaveLength(6);
  });

  it('asks for no choice where alternatives only say which members there must be', () => {
    expect(labels({ type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }] })).toEqual([]);
  });

  it('keeps what two alternatives have, and what neither describes, when another is chosen', () => {
    const { field } = readField({}, runner, { target: 'remote' });
    const local = fieldOf({}, runner).variants[0]?.schema ?? {};
    expect(toVariant({}, field, local, { target: 'remote', url: 'u', name: 'n', other: 1 })).toEqual({
      ...{ target: 'local', name: 'n', other: 1 },
    });
    expect(toVariant({}, field, { type: 'number' }, '5')).toBe(5);
    expect(toVariant({}, field, { type: 'string' }, 5)).toBe('5');
    expect(toVariant({}, field, { type: 'null' }, 5)).toBeNull();
  });

  it('follows conditions: other members for other values', () => {
    const schema: Schema = {
      properties: { kind: { enum: ['a', 'b'] } },
      allOf: [
        {
          if: { properties: { kind: { const: 'a' } }, required: ['kind'] },
          then: { properties: { port: { type: 'integer' } } },
          else: { properties: { host: { type: 'string' } } },
        },
      ],
      dependentSchemas: { host: { properties: { user: { type: 'string' } } } },
    };
    expect(members(schema, { kind: 'a' })).toEqual(['port', 'kind']);
    expect(members(schema, { kind: 'b' })).toEqual(['host', 'kind']);
    expect(members(schema, { host: 'x' })).toEqual(['host', 'user', 'kind']);
  });

  it('puts together what several parts say of one member', () => {
    const schema: Schema = {
      allOf: [{ $ref: '#/$defs/port' }, { properties: { port: { title: 'Port', default: 80 } } }],
    };
    const root: Schema = {
      ...schema,
      $defs: { port: { properties: { port: { type: 'integer' } }, required: ['port'] } },
    };
    const [member] = fieldOf(root, root).members;
    expect(member).toMatchObject({ name: 'port', required: true });
    expect(fieldOf(root, member?.schema ?? {})).toMatchObject({
      kind: 'integer',
      title: 'Port',
      default: 80,
    });
  });

  it('knows the names that a map may have, and what each is', () => {
    const { names } = fieldOf(
      {},
      {
        patternProperties: { '^x-': { type: 'integer' }, '^y-': { type: 'string' } },
        additionalProperties: false,
        propertyNames: { maxLength: 5 },
      },
    );
    expect(names).toMatchObject({ isOpen: true, isDescribed: true });
    expect(names.schemaOf('x-a')).toEqual({ type: 'integer' });
    expect(names.problemOf('x-a')).toBeUndefined();
    expect(names.problemOf('z')).toBe('The name must match ^x- or ^y-.');
    expect(names.problemOf('x-long')).toBe('The name is too long: 5 characters at most.');
    expect(fieldOf({}, { additionalProperties: false }).names.isOpen).toBe(false);
    expect(fieldOf({}, { additionalProperties: { type: 'string' } }).names.isDescribed).toBe(true);
  });

  it('begins a new item with what tells it apart', () => {
    expect(newValue({}, runner)).toEqual({ target: 'local' });
    expect(newValue({}, { type: 'array' })).toEqual([]);
    expect(newValue({}, { type: 'integer', default: 3 })).toBe(3);
    expect(newValue({}, {})).toBe('');
  });

  it('names the values that the schema does not type', () => {
    expect(
      untypedMembers({
        type: 'object',
        properties: { a: {}, list: { type: 'array' }, map: { additionalProperties: { title: 'x' } }, runner },
      }),
    ).toEqual(['/a', '/list/*', '/map/*']);
  });

  it('shows a value of another type as given, also below more choices than people make', () => {
    const nested = { oneOf: [{ oneOf: [{ oneOf: [{ oneOf: [runner] }] }] }] };
    expect(isEditable(readField({}, nested, 0).field, 0)).toBe(true);
    expect(chosen(nested, 0).at(-1)).toBe('Number, as given');
  });

  it('survives schemas that refer to themselves again and again', () => {
    const root: Schema = {
      $ref: '#/$defs/a',
      $defs: {
        a: { allOf: [{ $ref: '#/$defs/b' }, { $ref: '#/$defs/b' }], properties: { next: { $ref: '#' } } },
        b: { anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }], $ref: '#/$defs/a' },
      },
    };
    expect(readField(root, root, { next: { next: {} } }).field.members).toHaveLength(1);
    expect(untypedMembers(root)).toEqual([]);
  });
});

/** Schemas of the shapes that releases have. */
const { schema: anySchema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Schema>(
      ...[
        {},
        { type: 'string' },
        { type: 'integer' },
        { type: ['number', 'null'] },
        { enum: ['a', 1, null] },
      ],
      ...[{ oneOf: [{ const: 1 }, { const: 'x' }] }, { type: 'boolean', default: true }, runner],
    ),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ patternProperties: fc.dictionary(fc.constantFrom('^a', '.*'), tie('schema')) }),
    fc.record({
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'target'), tie('schema')),
      additionalProperties: fc.constantFrom<Json>(true, false, { type: 'string' }),
    }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { maxLength: 2 }), if: tie('schema'), then: tie('schema') }),
  ),
}));
const anyValue = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;

/** What a form shows of a value: that of each control, put together as the form would give it back. */
function shown(root: Schema, schema: Schema, value: Json): Json {
  const { field } = readField(root, schema, value);
  if (field.kind === 'array' && Array.isArray(value)) {
    return value.map((item, index) => shown(root, field.itemAt(index), item));
  }
  if (field.kind !== 'object' || typeof value !== 'object' || value === null || Array.isArray(value)) {
    expect(isEditable(field, value)).toBe(true);
    return value;
  }
  const described = field.members.filter(({ name }) => Object.hasOwn(value, name));
  const others = Object.keys(value).filter((name) => !described.some((one) => one.name === name));
  return Object.fromEntries([
    ...described.map(({ name, schema: of }) => [name, shown(root, of, value[name] ?? null)] as const),
    ...others.map((name) => [name, shown(root, field.names.schemaOf(name), value[name] ?? null)] as const),
  ]);
}

it('whatever the schema and the values are, each value has a control that can show all of it', () => {
  fc.assert(
    fc.property(anySchema, anyValue, (schema, value) => {
      expect(shown(schema, schema, value)).toEqual(value);
    }),
    { numRuns: 300 },
  );
});
