import * as z from 'zod/mini';
import { findJsonProblem } from '../parameters/jsonProblem.ts';
import { ComputerName } from '../identity.ts';
import type { ParameterProblem } from '../parameters/parameterProblems.ts';
import { projectDepth, ReleaseName } from '../releaseName.ts';
import { InstanceReference, InstanceRequest, RequestedState } from '../runs.ts';

/** An instance as a text of the workspace: what is asked of the Master for it. */
export const RequestFile = z.strictObject({
  /** Name of the release, path of its profile in the workspace, or URL. */
  release: ReleaseName,
  /** Default: the name of the file, without `.json`. */
  reference: z.optional(InstanceReference),
  softwareType: InstanceRequest.shape.softwareType,
  /** Whether it is a shared instance. */
  shared: z.optional(z.boolean()),
  /** Reference of the host of a shared instance. Default: the only instance that can be it. */
  host: z.optional(InstanceReference),
  /** All parameters: one that is not here is taken away. Default: none. */
  parameters: InstanceRequest.shape.parameters,
  /** Name of the computer that it is to be on. Default: this one, `local`. */
  node: z.optional(ComputerName),
  /** Default: `started`. */
  state: z.optional(RequestedState),
});
export type RequestFile = z.infer<typeof RequestFile>;

/** A request file that was understood: all of it, with the reference that it has by its name where it says none. */
export type NamedRequest = RequestFile & { readonly reference: string };

/** A text that is no request file, with why: where in it, where that can be told by a JSON pointer, or else by a place. */
export interface RequestFileProblem extends ParameterProblem {
  readonly place?: { readonly line: number; readonly column: number };
}

export type RequestFileRead =
  { readonly request: NamedRequest } | { readonly problems: readonly RequestFileProblem[] };

const filePath = /^workspace\/((?:[^/]+\/)*)request\/([^/]+)\.json$/;

/** Whether a client path is that of a request file: `request/<name>.json` of the workspace, or of a project in it. */
export function isRequestFile(path: string): boolean {
  const folder = filePath.exec(path)?.[1];
  return folder !== undefined && folder.split('/').length - 1 <= projectDepth;
}

/** Where the request file of an instance is: in the project that its release is of, and in the workspace for any other. */
export function requestFilePath(releasePath: string, reference: string): string {
  const [root = '', ...segments] = releasePath.split('/');
  const software = segments.indexOf('software');
  const isOfWorkspace = root === 'workspace' && software >= 0 && software <= projectDepth;
  const project = isOfWorkspace ? segments.slice(0, software) : [];
  return ['workspace', ...project, 'request', `${reference}.json`].join('/');
}

/** Reads a request file. */
export function readRequestFile(path: string, text: string): RequestFileRead {
  const wrong = findJsonProblem(text);
  if (wrong !== undefined) {
    const { line, column, sentence } = wrong;
    return { problems: [{ pointer: '', sentence, place: { line, column } }] };
  }
  const read = RequestFile.safeParse(JSON.parse(text));
  if (!read.success) return { problems: read.error.issues.flatMap(problemsOf) };
  const { host, shared } = read.data;
  if (host !== undefined && shared !== true) {
    return {
      problems: [{ pointer: '/host', sentence: 'Only a shared instance has a host: say "shared": true.' }],
    };
  }
  const named = InstanceReference.safeParse(read.data.reference ?? filePath.exec(path)?.[2]);
  if (!named.success) {
    const sentence =
      'The name of the file is no reference (letters, digits, and . _ - @ + or spaces): say one, "reference".';
    return { problems: [{ pointer: '', sentence }] };
  }
  return { request: { ...read.data, reference: named.data } };
}

/** The text of a request file. */
export function writeRequestFile(path: string, { reference, ...rest }: NamedRequest): string {
  const isNamed = filePath.exec(path)?.[2] === reference;
  const { release, ...others } = rest;
  return `${JSON.stringify({ release, ...(!isNamed && { reference }), ...others }, undefined, 2)}\n`;
}

function problemsOf(issue: z.core.$ZodIssue): RequestFileProblem[] {
  const pointer = pointerOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(RequestFile.shape).join(', ');
    return issue.keys.map((key) => ({
      pointer: `${pointer}${pointerOf([key])}`,
      sentence: `A request has no "${key}". It has ${known}.`,
    }));
  }
  const name = issue.path.at(-1);
  return [
    { pointer, sentence: `${name === undefined ? 'The request' : `"${String(name)}"`} ${expected(issue)}.` },
  ];
}

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `has to be ${issue.expected === 'record' || issue.expected === 'object' ? 'an object' : `a ${issue.expected}`}`;
    case 'invalid_value':
      return `has to be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return 'is empty';
    case 'too_big':
      return `has at most ${String(issue.maximum)} characters`;
    default:
      return `is refused: ${issue.message}`;
  }
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
