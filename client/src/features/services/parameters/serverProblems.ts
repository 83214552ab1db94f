import type { ParameterProblem } from '../../../../../shared/parameters/parameterProblems.ts';

/** The problems that the server told in the detail of `parameters_invalid`, a line `<JSON pointer>: <sentence>` each. */
export function readServerProblems(detail: string | undefined): ParameterProblem[] {
  return (detail ?? '').split('\n').flatMap((line) => {
    const at = line.indexOf(': ');
    return at === -1 ? [] : { pointer: line.slice(0, at), sentence: line.slice(at + 2) };
  });
}
