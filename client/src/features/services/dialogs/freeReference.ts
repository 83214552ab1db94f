import { InstanceReference } from '../../../../../shared/runs.ts';

/** Leaves room for a number within the 100 characters of a reference. */
const longestStem = 90;

/** The name of the release, or the first of `<name>-2`, `<name>-3`… that is not taken, made a valid reference. */
export function freeReference(release: string, taken: ReadonlySet<string>): string {
  const plain = release.replaceAll(/[^\w .@+-]/gu, '-').replace(/^\W+/u, '');
  const stem = plain.slice(0, longestStem) || 'instance';
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
