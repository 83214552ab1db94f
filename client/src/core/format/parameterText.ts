import type { Json } from './secrets.ts';
import { parseJson } from '../../../../shared/core/json.ts';

/** A value as people read it: text as it is, structures as indented JSON, also those that came as text. */
export function parameterText(value: Json): string {
  const structure = structureOf(value);
  if (structure !== undefined) return JSON.stringify(structure, undefined, 2);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The list or object that a value is, or holds as JSON text. */
export function structureOf(value: Json): Json[] | { [key: string]: Json } | undefined {
  if (typeof value === 'object' && value !== null) return value;
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  // Undefined for a text that only begins like JSON.
  const parsed = parseJson(value) as Json | undefined;
  return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
}
