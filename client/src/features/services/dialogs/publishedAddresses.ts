import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { parameterText, structureOf } from '../../../core/format/parameterText.ts';
import { maskText, type Json } from '../../../core/format/secrets.ts';

/** The URLs that an instance published, at any depth, with their secrets masked; each once. */
export function publishedAddresses({
  connectionParameters,
}: Pick<SoftwareInstance, 'connectionParameters'>): string[] {
  return [...new Set(Object.entries(connectionParameters).flatMap(([name, value]) => urlsIn(name, value)))];
}

function urlsIn(name: string, value: Json): string[] {
  const structure = structureOf(value);
  if (structure !== undefined)
    return Object.entries(structure).flatMap(([key, item]) =>
      urlsIn(Array.isArray(structure) ? name : key, item),
    );
  const text = parameterText(value);
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text) ? [maskText(name, text)] : [];
}
