import type { InstanceParameters } from '../../../shared/parameters/parameterProblems.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { readReleaseSchema } from './releaseSchema.ts';
import { typeNameOf, validateParameters } from './validateParameters.ts';

/** Parameters for a software type (by default the default one) of the release with the profile at a client path, or at a URL. */
export interface ParameterCheck {
  readonly profile: string;
  readonly softwareType: string | undefined;
  readonly parameters: InstanceParameters;
}

/** Checks parameters by what their release says of their type. Rejects as `validateParameters` throws. */
export async function checkByRelease(
  paths: WorkspacePaths,
  { profile, softwareType, parameters }: ParameterCheck,
  onFile: (clientPath: string) => void,
): Promise<void> {
  const only = typeNameOf(softwareType);
  validateParameters(await readReleaseSchema(paths, { profile, only }, onFile), softwareType, parameters);
}
