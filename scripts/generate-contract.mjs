/**
 * `npm run contract`: writes `engine/webrunner_engine/kit/contract.py`, the Python side of the contract with the engine, from
 * `shared/engine.ts`. A test compares the file with what this would write.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import * as z from 'zod/mini';

/**
 * What of a JSON schema there is a Python type for.
 * @typedef {{
 *   $ref?: string,
 *   const?: string | number,
 *   enum?: readonly string[],
 *   anyOf?: readonly Schema[],
 *   oneOf?: readonly Schema[],
 *   type?: string,
 *   items?: Schema,
 *   properties?: Readonly<Record<string, Schema>>,
 *   required?: readonly string[],
 *   additionalProperties?: Schema | false,
 * }} Schema
 */

/**
 * What `shared/engine.ts` exports.
 * @typedef {Readonly<Record<string, z.ZodMiniType>>} Schemas
 * @typedef {{ summary: string, params: z.ZodMiniType, result: z.ZodMiniType }} Method
 * @typedef {{ status: string, log: Readonly<Record<string, string>>, parts: Readonly<Record<string, string>> }} Files
 * @typedef {{
 *   engineMethods: Readonly<Record<string, Method>>,
 *   engineEvents: Schemas,
 *   engineTypes: Schemas,
 *   runFiles: Files,
 * }} Contract
 */

const maxLine = 120;
const project = fileURLToPath(new URL('..', import.meta.url));

/** The file that is written. */
export const contractFile = join(project, 'engine', 'webrunner_engine', 'kit', 'contract.py');

/**
 * Text of the Python module for what `shared/engine.ts` exports.
 * @param {Contract} contract
 */
export function pythonContract({ engineMethods, engineEvents, engineTypes, runFiles }) {
  const methods = Object.entries(engineMethods);
  const schemas = jsonSchemas({
    ...engineTypes,
    ...Object.fromEntries(
      methods.flatMap(([name, { params, result }]) => [
        [`${pascalCase(name)}Params`, params],
        [`${pascalCase(name)}Result`, result],
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(engineEvents).map(([name, schema]) => [`${pascalCase(name)}Event`, schema]),
    ),
  });
  const types = createTypes();
  for (const [name, schema] of Object.entries(schemas)) if (!isEmpty(schema)) types.define(name, schema);
  return `${header}
${types.text()}


class Method(NamedTuple):
    """A method of the host: the names of its parameters."""
    required: frozenset[str]
    optional: frozenset[str]


METHODS: dict[str, Method] = {
${methods.map(([name, { summary }]) => methodLines(name, summary, schemas[`${pascalCase(name)}Params`] ?? {})).join('\n')}
}
"""Every method of the host, and nothing else is one."""

STATUS_FILE = ${quote(runFiles.status)}
"""\`RunStatus\`, in the folder of a run."""
LOG_FILES = ${pythonValue(runFiles.log)}
"""What each step of a run prints."""
PARTS_FILES = ${pythonValue(runFiles.parts)}
"""The parts that buildout works on in each step, as JSON lines."""
`;
}

const header = `"""The contract between the server and the engine host.

Written by \`npm run contract\` from shared/engine.ts: not to be edited.
"""
from typing import Any, Literal, NamedTuple, NotRequired, TypedDict
`;

/**
 * An entry of the table, with what the method does.
 * @param {string} name
 * @param {string} summary
 * @param {Schema} schema of its parameters
 */
function methodLines(name, summary, schema) {
  const required = schema.required ?? [];
  const optional = Object.keys(schema.properties ?? {}).filter((one) => !required.includes(one));
  const sets = [pythonSet(required), pythonSet(optional)];
  const line = `    ${quote(name)}: Method(${sets.join(', ')}),`;
  const lines =
    line.length > maxLine
      ? `    ${quote(name)}: Method(\n        ${sets.join(',\n        ')},\n    ),`
      : line;
  return `    # ${summary}\n${lines}`;
}

/**
 * JSON schemas of named schemas, in which one refers to another by its name.
 * @param {Schemas} named
 * @returns {Record<string, Schema>}
 */
function jsonSchemas(named) {
  /** @type {z.core.$ZodRegistry<{ id: string }>} */
  const registry = z.registry();
  for (const [id, schema] of Object.entries(named)) {
    // One schema can be the parameters of several methods: it gets the name that it has first.
    if (!registry.has(schema)) registry.add(schema, { id });
  }
  const all = z.toJSONSchema(registry, { uri: (id) => id, io: 'input' });
  const schemas = /** @type {Record<string, Schema>} */ (all.schemas);
  return Object.fromEntries(
    Object.entries(named).map(([name, schema]) => [name, schemas[registry.get(schema)?.id ?? name] ?? {}]),
  );
}

/** Collects Python definitions, each after those that it refers to. */
function createTypes() {
  /** @type {Map<string, string>} */
  const definitions = new Map();

  /**
   * The Python type of a schema; objects inside others get the name `name`.
   * @type {(schema: Schema, name: string) => string}
   */
  const typeOf = (schema, name) => {
    if (schema.$ref !== undefined) return refName(schema.$ref);
    if (schema.const !== undefined) return `Literal[${pythonValue(schema.const)}]`;
    if (schema.enum !== undefined) return `Literal[${schema.enum.map(pythonValue).join(', ')}]`;
    const anyOf = schema.anyOf ?? schema.oneOf;
    if (anyOf !== undefined) return anyOf.map((one, index) => typeOf(one, `${name}${index + 1}`)).join(' | ');
    switch (schema.type) {
      case 'string':
        return 'str';
      case 'integer':
        return 'int';
      case 'number':
        return 'float';
      case 'boolean':
        return 'bool';
      case 'array':
        return `list[${typeOf(schema.items ?? {}, `${name}Item`)}]`;
      case 'object':
        if (schema.properties === undefined || Object.keys(schema.properties).length === 0) {
          const values = schema.additionalProperties;
          return values ? `dict[str, ${typeOf(values, `${name}Value`)}]` : 'dict[str, Any]';
        }
        define(name, schema);
        return name;
      default:
        throw new Error(`${name}: no Python type for ${JSON.stringify(schema)}`);
    }
  };
  /** @type {(name: string, schema: Schema) => void} */
  const define = (name, schema) => {
    if (schema.type !== 'object' || Object.keys(schema.properties ?? {}).length === 0) {
      const type = typeOf(schema, name);
      const line = `${name} = ${type}`;
      definitions.set(
        name,
        line.length > maxLine ? `${name} = ${type.replace(/^Literal\[(.*)\]$/, broken)}` : line,
      );
      return;
    }
    const fields = Object.entries(schema.properties ?? {}).map(([field, value]) => {
      const type = typeOf(value, `${name}${pascalCase(field)}`);
      return `    ${field}: ${schema.required?.includes(field) === true ? type : `NotRequired[${type}]`}`;
    });
    definitions.set(name, `class ${name}(TypedDict):\n${fields.join('\n')}`);
  };
  return {
    define,
    text: () => {
      const all = [...definitions.values()];
      const isClass = (/** @type {string | undefined} */ definition) =>
        definition?.startsWith('class ') === true;
      return all
        .map((one, index) => (index > 0 && (isClass(one) || isClass(all[index - 1])) ? `\n\n${one}` : one))
        .join('\n');
    },
  };
}

/**
 * Of an object without a field: there is nothing to have a type.
 * @param {Schema} schema
 */
const isEmpty = ({ type, properties, additionalProperties }) =>
  type === 'object' && Object.keys(properties ?? {}).length === 0 && !additionalProperties;

/**
 * Any JSON is a schema that refers to itself, which has no name of ours: it is of those that all can refer to.
 * @param {string} ref
 */
function refName(ref) {
  return ref.includes('#') ? 'Any' : ref;
}

/**
 * Literals, one in a line.
 * @param {string} _
 * @param {string} literals
 */
const broken = (_, literals) =>
  `Literal[\n${literals.replaceAll(/'(?:, |$)/g, "',\n").replaceAll(/^(?=')/gm, '    ')}]`;

/** @param {string} name */
function pascalCase(name) {
  return name
    .split('.')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

const quote = (/** @type {string} */ text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/**
 * @param {string | number | Readonly<Record<string, string>>} value
 * @returns {string}
 */
function pythonValue(value) {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return String(value);
  return `{${Object.entries(value)
    .map(([key, one]) => `${quote(key)}: ${pythonValue(one)}`)
    .join(', ')}}`;
}

const pythonSet = (/** @type {readonly string[]} */ names) =>
  names.length === 0 ? 'frozenset()' : `frozenset({${[...names].sort().map(quote).join(', ')}})`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  /** @type {{ module: Contract }} */
  const { module } = await runnerImport(join(project, 'shared', 'engine.ts'));
  writeFileSync(contractFile, pythonContract(module));
}
