/**
 * What a buildout profile extends.
 *
 * Read as buildout reads it: comments begin in the first column, a line that begins with a blank continues the
 * option above it. Conditional sections (`[buildout:python_version > "3.8"]`) all count, whatever their
 * condition says, since which of them is in force is known only where the build runs.
 */

const sectionHeader = /^\[\s*([^\s#[\]:;{}]+)\s*(?::[^#;]*)?\]\s*(?:[#;].*)?$/;
const option = /^([^\s{}[\]=:]+)\s*([-+]?)=(.*)$/;
const scheme = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/** The values of `extends` and `optional-extends` of the `[buildout]` sections, as written and in their order. */
export function parseExtends(text: string): string[] {
  const values: string[] = [];
  let inBuildout = false;
  let inExtends = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^[#;]/.test(line)) continue;
    if (/^\s/.test(line)) {
      if (inBuildout && inExtends) values.push(...words(line));
      continue;
    }
    const header = sectionHeader.exec(line);
    if (header !== null) {
      inBuildout = header[1] === 'buildout';
      inExtends = false;
      continue;
    }
    const [, name, operator, value = ''] = option.exec(line) ?? [];
    if (name === undefined) continue;
    inExtends = operator !== '-' && (name === 'extends' || name === 'optional-extends');
    if (inBuildout && inExtends) values.push(...words(value));
  }
  return [...new Set(values)];
}

/** Whether a value of `extends` names a file on this machine, rather than an address or something computed. */
export function isLocalExtends(value: string): boolean {
  return !scheme.test(value) && !value.includes('${');
}

function words(value: string): string[] {
  return value.split(/\s+/).filter((word) => word !== '');
}
