import { useEffect, useMemo, useState } from 'react';
import type { SoftwareType } from '../../../../../shared/releases.ts';
import type {
  InstanceParameters,
  ParameterProblem,
} from '../../../../../shared/parameters/parameterProblems.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { pointerToken } from './readParameters.ts';
import { unwritableCharacter } from './xmlCharacters.ts';

type Check = typeof import('../../../../../shared/parameters/parameterProblems.ts').findParameterProblems;

let loaded: Check | undefined;

/** The validator with its library: it is loaded when parameters are first shown. */
async function loadCheck(): Promise<Check> {
  loaded ??= (await import('../../../../../shared/parameters/parameterProblems.ts')).findParameterProblems;
  return loaded;
}

const longestName = 255;

/** What is wrong with parameters, by their software type and by what the Master can hold. Nothing until the validator is there. */
export function useParameterProblems(
  type: SoftwareType,
  parameters: InstanceParameters | undefined,
): readonly ParameterProblem[] {
  const [check, setCheck] = useState<Check | undefined>(() => loaded);
  useEffect(() => {
    if (!loaded) reportFailure(loadCheck().then((found) => setCheck(() => found)));
  }, []);
  return useMemo(
    () =>
      parameters ? [...basicProblems(parameters), ...(check ? safely(check, type, parameters) : [])] : [],
    [check, type, parameters],
  );
}

function safely(check: Check, type: SoftwareType, parameters: InstanceParameters): ParameterProblem[] {
  try {
    return check(type, parameters);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error.message.split('\n')[0] ?? '';
    return [{ pointer: '', sentence: `The schema of this software type cannot be used: ${reason}` }];
  }
}

/** What no instance can be asked with, whatever its schema. */
function basicProblems(parameters: InstanceParameters): ParameterProblem[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const pointer = `/${pointerToken(name)}`;
    if (name === '') return { pointer, sentence: 'A parameter needs a name.' };
    if (name.length > longestName)
      return { pointer, sentence: `A name has at most ${longestName} characters.` };
    const unwritable =
      unwritableCharacter(name) ?? unwritableCharacter(typeof value === 'string' ? value : '');
    return unwritable === undefined ? [] : { pointer, sentence: `It holds ${unwritable}.` };
  });
}
