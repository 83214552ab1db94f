import type { SoftwareInstance } from '../../../../shared/instances.ts';

/** The first connection parameter of an instance that is a web address. */
export function firstUrl(instance: SoftwareInstance | undefined): string | undefined {
  return Object.values(instance?.connectionParameters ?? {}).find(
    (value): value is string => typeof value === 'string' && /^https?:\/\//.test(value),
  );
}
