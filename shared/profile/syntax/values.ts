import type { Assignment, Profile, Section } from './parseProfile.ts';
import { isSpace, strip, withoutEnd } from './space.ts';

/** The value of one assignment, as zc.buildout reads it where no other adds to it. */
export function valueOf({ rows }: Assignment): string {
  return finished(continued(strip(rows[0] ?? ''), rows));
}

/** Values by option of each section, as `zc.buildout.configparser.parse` has them: `name +` and `name -` stay apart. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * All sections of a profile as zc.buildout reads them. `holds` tells whether a section with a condition counts; by default
 * all do.
 */
export function sectionsOfProfile(
  { sections }: Profile,
  holds: (section: Section) => boolean = () => true,
): Sections {
  const found = new Map<string, Map<string, string>>();
  for (const section of sections) {
    if (section.condition !== undefined && !holds(section)) continue;
    const options = found.get(section.name) ?? new Map<string, string>();
    found.set(section.name, options);
    for (const assignment of section.assignments) assign(options, assignment);
  }
  for (const options of found.values()) {
    for (const [name, value] of options) options.set(name, finished(value));
  }
  return found;
}

function assign(options: Map<string, string>, assignment: Assignment): void {
  const { key } = assignment;
  const isExtension = /[+-]$/.test(key);
  const own = strip(assignment.rows[0] ?? '');
  const before = options.get(key);
  let value = own;
  if (isExtension && before !== undefined) {
    value = own === '' ? withoutEnd(before) : `${withoutEnd(before)}\n${own}`;
  } else if (!isExtension) {
    for (const sign of ['+', '-']) options.delete(`${key} ${sign}`);
  }
  options.set(key, continued(value, assignment.rows));
}

/** A value with the lines that continue it: where the first one is empty, the others keep how they are indented. */
function continued(value: string, rows: readonly string[]): string {
  const isBlock = strip(rows[0] ?? '') === '';
  let all = value;
  for (const row of rows.slice(1)) {
    const line = isBlock ? withoutEnd(row) : strip(row);
    if (isBlock || line !== '') all += `\n${line}`;
  }
  return all;
}

function finished(value: string): string {
  if (!isSpace(value[0])) return value;
  return dedent(withoutEnd(value)).replace(/^(?:[^\S\n]*\n)+/, '');
}

/** Python's `textwrap.dedent`: takes away what all lines begin with, in blanks and tabs. */
function dedent(text: string): string {
  const lines = text.split('\n').map((line) => (/^[ \t]+$/.test(line) ? '' : line));
  let margin: string | undefined;
  for (const line of lines) {
    if (line === '') continue;
    const own = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (margin === undefined) margin = own;
    let length = 0;
    while (length < margin.length && margin[length] === own[length]) length++;
    margin = margin.slice(0, length);
  }
  const cut = margin?.length ?? 0;
  return lines.map((line) => line.slice(line === '' ? 0 : cut)).join('\n');
}
