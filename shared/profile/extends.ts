/**
 * What a buildout profile extends.
 *
 * Read as buildout reads it: comments begin in the first column, a line that begins with a blank continues the
 * option above it. Conditional sections (`[buildout:python_version > "3.8"]`) all count, whatever their
 * condition says, since which of them is in force is known only where the build runs.
 */

import { parseProfile } from './syntax/parseProfile.ts';
import { valueOf } from './syntax/values.ts';

const scheme = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** The values of `extends` and `optional-extends` of the `[buildout]` sections, as written and in their order. */
export function parseExtends(text: string): string[] {
  const values = parseProfile(text)
    .sections.filter(({ name }) => name === 'buildout')
    .flatMap(({ assignments }) => assignments)
    .filter(({ name, operator }) => operator !== '-=' && (name === 'extends' || name === 'optional-extends'))
    .flatMap((assignment) => words(valueOf(assignment)));
  return [...new Set(values)];
}

/** Whether a value of `extends` names a file on this machine, rather than an address or something computed. */
export function isLocalExtends(value: string): boolean {
  return !scheme.test(value) && !value.includes('${');
}

function words(value: string): string[] {
  return value.split(/\s+/).filter((word) => word !== '');
}
