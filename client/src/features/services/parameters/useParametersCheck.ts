import { useCallback, useMemo, useState } from 'react';
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
  /** Fields that hold what is no value, by JSON pointer. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly onUnreadable: (pointer: string, sentence: string | undefined) => void;
  /** Whether they can be given to the Master. */
  readonly isValid: boolean;
}

/** Checks parameters as they are typed. */
export function useParametersCheck(
  schema: ReleaseSchema,
  softwareType: string,
  typed: TypedParameters,
): ParametersCheck {
  const [unreadable, setUnreadable] = useState<ReadonlyMap<string, string>>(new Map());
  const onUnreadable = useCallback((pointer: string, sentence: string | undefined) => {
    setUnreadable((old) => {
      if (old.get(pointer) === sentence) return old;
      const next = new Map(old);
      if (sentence === undefined) next.delete(pointer);
      else next.set(pointer, sentence);
      return next;
    });
  }, []);
  const type = useMemo(() => softwareTypeOf(schema, softwareType), [schema, softwareType]);
  const read = useMemo(() => readTyped(typed, type.serialisation), [typed, type]);
  const problems = useParameterProblems(type, 'parameters' in read ? read.parameters : undefined);
  const isValid = 'parameters' in read && problems.length === 0 && unreadable.size === 0;
  return { type, read, problems, unreadable, onUnreadable, isValid };
}
