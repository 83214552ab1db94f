import { findConnectionProblems } from '../../../shared/parameters/parameterProblems.ts';
import type { InstanceParameters, ParameterProblem } from '../../../shared/parameters/parameterProblems.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { readReleaseSchema } from './releaseSchema.ts';
import { typeNameOf, typeOf, validateParameters } from './validateParameters.ts';

const maxProblems = 100;

/** Parameters for a software type (by default the default one) of the release with the profile at a client path, or at a URL. */
export interface ParameterCheck {
  readonly profile: string;
  readonly softwareType: string | undefined;
  /** Whether they are of a shared instance, whose host has that type. */
  readonly shared?: boolean;
  readonly parameters: InstanceParameters;
}

/** Checks parameters by what their release says of their type. Rejects as `validateParameters` throws. */
export async function checkByRelease(
  paths: WorkspacePaths,
  { profile, softwareType, shared = false, parameters }: ParameterCheck,
  onFile: (clientPath: string) => void,
): Promise<void> {
  const only = typeNameOf(softwareType);
  const schema = await readReleaseSchema(paths, { profile, only }, onFile);
  validateParameters(typeOf(schema, softwareType, shared), parameters);
}

/** What is wrong with connection parameters by what their release says of their type. Never rejects for what its files hold. */
export async function findConnectionProblemsByRelease(
  paths: WorkspacePaths,
  { profile, softwareType, shared = false, parameters }: ParameterCheck,
  onFile: (clientPath: string) => void,
): Promise<ParameterProblem[]> {
  const only = typeNameOf(softwareType);
  const schema = await readReleaseSchema(paths, { profile, only, of: 'response' }, onFile);
  const type = typeOf(schema, softwareType, shared);
  if (type.parameters === undefined) return schema.problem === undefined ? [] : [unchecked(schema.problem)];
  try {
    return findConnectionProblems(type.parameters, parameters).slice(0, maxProblems);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [unchecked(error.message.split('\n')[0] ?? '')];
  }
}

/** Said in place of problems where a schema cannot be used. */
export function unchecked(reason: string): ParameterProblem {
  return { pointer: '', sentence: `They could not be checked by their schema: ${reason}` };
}
