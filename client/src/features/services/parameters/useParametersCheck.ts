import { useMemo } from 'react';
import type { ReleaseSchema, SoftwareType } from '../../../../../shared/releases.ts';
import type { ParameterProblem } from '../../../../../shared/parameters/parameterProblems.ts';
import { readTyped, type TypedParameters } from './parameterViews.ts';
import type { ParametersRead } from './readParameters.ts';
import { useParameterProblems } from './useParameterProblems.ts';
import { softwareTypeOf } from './useReleaseSchema.ts';

/** What was typed, understood and checked. */
export interface ParametersCheck {
  readonly type: SoftwareType;
  readonly read: ParametersRead;
  /** What is wrong with the parameters that were read. */
  readonly problems: readonly ParameterProblem[];
  /** Whether they can be given to the Master. */
  readonly isValid: boolean;
}

/** Checks parameters as they are typed. */
export function useParametersCheck(
  schema: ReleaseSchema,
  softwareType: string,
  typed: TypedParameters,
): ParametersCheck {
  const type = useMemo(() => softwareTypeOf(schema, softwareType), [schema, softwareType]);
  const read = useMemo(() => readTyped(typed, type.serialisation), [typed, type]);
  const problems = useParameterProblems(type, 'parameters' in read ? read.parameters : undefined);
  const isValid = 'parameters' in read && problems.every(({ isNote }) => isNote === true);
  return { type, read, problems, isValid };
}
