import type { NamedRequest } from '../../../../../shared/requests/requestFile.ts';
import type { Serialisation } from '../../../../../shared/releases.ts';
import type { SharedInstance, SoftwareInstance } from '../../../../../shared/instances.ts';
import type { ParametersTarget } from '../parameters/Parameters.tsx';
import { sameParameters } from '../parameters/sameParameters.ts';
import { plainTypeName } from '../parameters/useReleaseSchema.ts';

/** What an instance, or a shared one, was asked with, as a request file has it. */
export function requestOfTarget(target: ParametersTarget & Partial<SoftwareInstance>): NamedRequest {
  const { release, reference, softwareType, instanceParameters, requestedState, shared } = target;
  return {
    release,
    reference,
    softwareType: plainTypeName(softwareType),
    ...(shared !== undefined && { shared: true, host: shared.host.reference }),
    parameters: instanceParameters,
    ...(requestedState === 'stopped' && { state: 'stopped' as const }),
  };
}

/** A shared instance as what can be asked again. */
export function sharedTarget(
  { reference, instanceParameters }: SharedInstance,
  place: { host: SoftwareInstance; root: SoftwareInstance },
): ParametersTarget {
  const { release, softwareType } = place.host;
  return { release, softwareType, reference, instanceParameters, shared: place };
}

/** What of two requests of one instance differs, in words; empty where they ask for the same. */
export function differencesOf(
  file: NamedRequest,
  present: NamedRequest,
  serialisation: Serialisation,
): string[] {
  const differs = {
    'software type':
      file.softwareType !== undefined && plainTypeName(file.softwareType) !== present.softwareType,
    host: file.host !== undefined && file.host !== present.host,
    shared: (file.shared ?? false) !== (present.shared ?? false),
    parameters: !sameParameters(file.parameters ?? {}, present.parameters ?? {}, serialisation),
    state: (file.state ?? 'started') !== (present.state ?? 'started'),
  };
  return Object.entries(differs).flatMap(([name, isOther]) => (isOther ? [name] : []));
}
