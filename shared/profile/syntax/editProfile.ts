import { parseProfile } from './parseProfile.ts';
import type { Assignment, Profile, Section, Span } from './parseProfile.ts';

/** A change of a profile. An option is called as it is written, without blanks: `parts`, `eggs+`, `<`. */
export type ProfileEdit =
  | { readonly kind: 'set'; readonly section: string; readonly option: string; readonly value: string }
  | { readonly kind: 'remove'; readonly section: string; readonly option: string }
  | { readonly kind: 'addSection'; readonly section: string }
  | { readonly kind: 'removeSection'; readonly section: string };

/**
 * The text of a profile with a change made, and every other byte as it was. Of what is there several times the last is
 * set, and all are removed. `set` adds what is missing; `addSection` changes nothing where there is such a section.
 */
export function editProfile(text: string, edit: ProfileEdit): string {
  const profile = parseProfile(text);
  const named = profile.sections.filter(({ name }) => name === edit.section);
  switch (edit.kind) {
    case 'set':
      return set(profile, named, edit);
    case 'remove':
      return without(text, assignmentsOf(named, edit.option));
    case 'addSection':
      return named.length > 0 ? text : appended(text, [`[${edit.section}]`]);
    case 'removeSection':
      return without(text, named);
  }
}

/**
 * The text with an option set in many sections, each named by the line of its header, in the order of the text; in one
 * reading, so that it takes no more time than the text is long.
 */
export function setInSections(text: string, option: string, values: ReadonlyMap<number, string>): string {
  const splices = parseProfile(text).sections.flatMap((section) => {
    const value = values.get(section.line);
    if (value === undefined) return [];
    return [setting(text, assignmentsOf([section], option).at(-1) ?? section, option, value)];
  });
  return spliced(text, splices);
}

function assignmentsOf(sections: readonly Section[], option: string): Assignment[] {
  return sections
    .flatMap(({ assignments }) => assignments)
    .filter(({ name, operator }) => name + operator === `${option}=`);
}

function set(
  { text }: Profile,
  named: readonly Section[],
  { section, option, value }: { section: string; option: string; value: string },
): string {
  const home = named.at(-1);
  if (home === undefined) return appended(text, [`[${section}]`, printAssignment(text, option, value)]);
  return spliced(text, [setting(text, assignmentsOf(named, option).at(-1) ?? home, option, value)]);
}

/** A piece of the text that is replaced by another. */
interface Splice extends Span {
  readonly by: string;
}

/** What gives an option its value: where it is assigned, or in a section that has no such option. */
function setting(text: string, place: Assignment | Section, option: string, value: string): Splice {
  if ('valueSpan' in place) {
    const { from, to } = place.valueSpan;
    return { from, to, by: printValue(text, value, place.rows) };
  }
  return insertion(text, (place.assignments.at(-1) ?? place.header).to, printAssignment(text, option, value));
}

function spliced(text: string, splices: readonly Splice[]): string {
  let edited = '';
  let at = 0;
  for (const { from, to, by } of splices) {
    edited += text.slice(at, from) + by;
    at = to;
  }
  return edited + text.slice(at);
}

function printAssignment(text: string, option: string, value: string): string {
  return `${option.replace(/([+-])$/, ' $1')}${/[+-]$/.test(option) ? '' : ' '}=${printValue(text, value)}`;
}

/** What follows the sign of equality; written as the value that it replaces: its blanks, its indentation. */
function printValue(text: string, value: string, [first = ' ', ...below]: readonly string[] = []): string {
  if (value === '') return '';
  if (!value.includes('\n')) return `${/^[ \t]*(?=[^ \t])/.exec(first)?.[0] ?? ' '}${value}`;
  const indentation = below.map((row) => /^[ \t]+(?=\S)/.exec(row)?.[0]).find((found) => found !== undefined);
  const rows = value.split('\n').map((row) => (row === '' ? '' : (indentation ?? '  ') + row));
  return ['', ...rows].join(lineEndOf(text));
}

/** Without whole lines. */
function without(text: string, gone: readonly Span[]): string {
  let rest = '';
  let at = 0;
  for (const { from, to } of gone) {
    rest += text.slice(at, from);
    at = behindLine(text, to);
  }
  return rest + text.slice(at);
}

/** A line below the one that ends at the offset. A last line without an end leaves the new one without. */
function insertion(text: string, lineTo: number, line: string): Splice {
  const eol = lineEndOf(text);
  const at = behindLine(text, lineTo);
  return { from: at, to: at, by: at === lineTo ? eol + line : line + eol };
}

function appended(text: string, added: readonly string[]): string {
  if (text === '') return added.join('\n') + '\n';
  const eol = lineEndOf(text);
  if (!/[\r\n]$/.test(text)) return [text, '', ...added].join(eol);
  const gap = /(?:\r\n|\r(?!\n)|\n)(?:\r\n|\r|\n)$/.test(text) ? '' : eol;
  return text + gap + added.join(eol) + eol;
}

function behindLine(text: string, to: number): number {
  return to + (/^(?:\r\n|\r|\n)/.exec(text.slice(to, to + 2))?.[0].length ?? 0);
}

/** New lines end as the first one does. */
function lineEndOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}
