import { firstReference } from '../../../../../shared/releaseName.ts';
import { InstanceReference } from '../../../../../shared/runs.ts';

/** The first reference of the release, or where that is taken the first of `<reference>-2`, `<reference>-3`… that is not. */
export function freeReference(release: string, taken: ReadonlySet<string>): string {
  const stem = firstReference(release);
  let reference = stem;
  for (let number = 2; taken.has(reference); number++) reference = `${stem}-${number}`;
  return reference;
}

/** Why no instance can be requested by this reference, in a sentence; undefined where one can. */
export function referenceProblem(reference: string, taken: ReadonlySet<string>): string | undefined {
  if (reference === '') return 'An instance needs a reference.';
  if (taken.has(reference)) return `The reference ${reference} is taken: choose another one.`;
  if (InstanceReference.safeParse(reference).success) return undefined;
  return reference.length > 100
    ? 'A reference has at most 100 characters.'
    : 'A reference has letters, digits, spaces and . _ - @ +, and begins with a letter, a digit or _.';
}
