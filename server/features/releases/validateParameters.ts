import { AppError } from '../../../shared/core/errors.ts';
import type { ReleaseSchema, SoftwareType } from '../../../shared/releases.ts';
import { findParameterProblems } from '../../../shared/parameters/parameterProblems.ts';
import type { InstanceParameters, ParameterProblem } from '../../../shared/parameters/parameterProblems.ts';

/** What the Master calls the default type of releases that are older than the name `default`. */
const oldDefaultType = 'RootSoftwareInstance';
const maxTold = 100;

/**
 * Checks parameters by what their release says of their type. Throws AppError `parameters_invalid`, whose detail has a line
 * `<JSON pointer>: <sentence>` for each problem.
 */
export function validateParameters(type: SoftwareType, parameters: InstanceParameters): void {
  const problems = findProblems(type, parameters).filter(({ isNote }) => isNote !== true);
  if (problems.length === 0) return;
  const count = problems.length === 1 ? 'one of them' : `${problems.length} of them`;
  throw new AppError('parameters_invalid', `The parameters are not as they should be: mend ${count}.`, {
    detail: problems
      .slice(0, maxTold)
      .map(({ pointer, sentence }) => `${pointer}: ${sentence}`)
      .join('\n'),
  });
}

/** How a description names a software type that is asked for. */
export function typeNameOf(softwareType: string | undefined): string {
  return softwareType === undefined || softwareType === oldDefaultType ? 'default' : softwareType;
}

/** What a release says of a software type, or of its shared instances; one that it does not describe takes any parameters. */
export function typeOf(
  { softwareTypes }: ReleaseSchema,
  softwareType: string | undefined,
  shared: boolean,
): SoftwareType {
  const name = typeNameOf(softwareType);
  const serialisation = softwareTypes[0]?.serialisation ?? 'xml';
  return (
    softwareTypes.find((type) => type.name === name && (type.shared === true) === shared) ?? {
      name,
      serialisation,
    }
  );
}

function findProblems(type: SoftwareType, parameters: InstanceParameters): ParameterProblem[] {
  try {
    return findParameterProblems(type, parameters);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // A reference that leads nowhere or never ends, found only where the parameters lead there.
    const reason = error.message.split('\n')[0] ?? '';
    throw new AppError('parameters_invalid', `The schema of the parameters cannot be used: ${reason}`, {
      cause: error,
      detail: `: The schema of the parameters cannot be used.`,
    });
  }
}
