import type { InstanceParameters } from './parameterProblems.ts';

/** The parameters that count as given where they reach the instance as texts: an empty one is the same as none. */
export function givenParameters(parameters: InstanceParameters): InstanceParameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== '' && value !== null));
}
