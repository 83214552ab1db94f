/**
 * The one reader of buildout's syntax. It follows `zc.buildout.configparser` (5.2) line by line, and keeps where everything
 * stands. It never throws: what buildout would end at is told as a problem, and reading goes on.
 */
import { findIslands, maskIslands } from './jinja.ts';
import type { Island } from './jinja.ts';
import { isSpace, space, strip, withoutEnd } from './space.ts';

/** A piece of the text, by offsets; `to` is behind it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** `=`, `+=`, `-=`; `<=` is the option `<` with `=`; and the short way to name dependencies of a part, `=>`. */
export type Operator = '=' | '+=' | '-=' | '=>';

/** `name = value` with the lines that continue it. */
export interface Assignment extends Span {
  /** Without the operator; `<` for the sections that this one takes over. */
  readonly name: string;
  readonly operator: Operator;
  /** What buildout's parser calls it: the name, with the sign of `+=` and what stands between. */
  readonly key: string;
  readonly nameSpan: Span;
  /** From behind the `=` to the end of the last line that is part of the value, comments between them included. */
  readonly valueSpan: Span;
  /** First and last line of it, from 1. */
  readonly line: number;
  readonly endLine: number;
  /** The lines of the value as they stand, without comments: that of the name first, from behind the `=`. */
  readonly rows: readonly string[];
}

/** A header and what follows it up to the next one. The same name may come again, and adds to it. */
export interface Section extends Span {
  readonly name: string;
  /** What stands behind the colon of `[name:condition]`; such a section counts only where that is true. */
  readonly condition: string | undefined;
  readonly header: Span;
  readonly nameSpan: Span;
  /** Line of the header, and the last one that is not blank, from 1. */
  readonly line: number;
  readonly endLine: number;
  readonly assignments: readonly Assignment[];
}

/** A line at which buildout ends. `aboveAll`: no section is open there; buildout reads nothing behind it. */
export interface SyntaxProblem extends Span {
  readonly kind: 'aboveAll' | 'unreadable';
  readonly line: number;
}

/** A profile with the places of all that is in it. */
export interface Profile {
  readonly text: string;
  readonly sections: readonly Section[];
  readonly problems: readonly SyntaxProblem[];
  /** What Jinja replaces. Empty unless the text was read as a template. */
  readonly islands: readonly Island[];
}

export interface ParseOptions {
  /** The text is rendered by Jinja first: lines of blocks and comments belong to nothing, and names may be expressions. */
  readonly jinja?: boolean;
  /** Whether a section with a condition, whose header is on a line, counts; by default all do. It only changes the problems. */
  readonly holds?: (condition: string, line: number) => boolean;
}

type Open<T> = { -readonly [Key in keyof T]: T[Key] };
interface OpenSection extends Open<Section> {
  assignments: OpenAssignment[];
}
interface OpenAssignment extends Open<Assignment> {
  rows: string[];
}

const headerStart = new RegExp(`^\\[[${space}]*([^${space}#[\\]:;{}]+)[${space}]*`);
const headerEnd = new RegExp(`^\\][${space}]*(?:[#;].*)?$`, 's');
const optionStart = new RegExp(`^([^${space}{}[\\]=:]+)[${space}]*([-+]?)=`);

/** Reads a profile in time proportional to its length. */
export function parseProfile(
  text: string,
  { jinja = false, holds = () => true }: ParseOptions = {},
): Profile {
  const islands = jinja ? findIslands(text) : [];
  // As long as the text: names are taken from the text itself.
  const masked = maskIslands(text, islands);
  const sections: OpenSection[] = [];
  const problems: SyntaxProblem[] = [];
  let section: OpenSection | undefined;
  let assignment: OpenAssignment | undefined;
  let isOver = false;
  let number = 0;
  // As buildout has it, for which a section whose condition does not hold is not there.
  let doesHold = true;
  let isSectionOpen = false;
  let isOptionOpen = false;
  for (const { from, to } of linesOf(text)) {
    number++;
    const line = masked.slice(from, to);
    const row = text.slice(from, to);
    const isBlank = strip(line) === '';
    if (/^[#;]/.test(line) || (isBlank && strip(row) !== '')) continue;
    const isIndented = line === '' || isSpace(line[0]);
    const tell = () => {
      if (isBlank || isOver) return;
      // Buildout stops at the first line that has no section.
      isOver = !isSectionOpen;
      problems.push({ kind: isSectionOpen ? 'unreadable' : 'aboveAll', from, to, line: number });
    };
    if (isIndented) {
      if (!isSectionOpen || !isOptionOpen) tell();
      if (section === undefined || isBlank) {
        if (isBlank) assignment?.rows.push(row);
        continue;
      }
      section.to = to;
      section.endLine = number;
      if (assignment === undefined) continue;
      assignment.rows.push(row);
      assignment.valueSpan = { from: assignment.valueSpan.from, to };
      assignment.to = to;
      assignment.endLine = number;
      continue;
    }
    const header = readHeader(line);
    if (header !== undefined) {
      const nameSpan = { from: from + header.from, to: from + header.to };
      const condition =
        header.condition && text.slice(from + header.condition.from, from + header.condition.to);
      section = {
        name: text.slice(nameSpan.from, nameSpan.to),
        ...{ condition, header: { from, to }, nameSpan },
        ...{ from, to, line: number, endLine: number, assignments: [] },
      };
      sections.push(section);
      assignment = undefined;
      doesHold = condition === undefined || holds(condition, number);
      if (doesHold) [isSectionOpen, isOptionOpen] = [true, false];
      continue;
    }
    const start = readOption(line);
    if (start === undefined || !isSectionOpen) tell();
    if (section === undefined) continue;
    section.to = to;
    section.endLine = number;
    if (start === undefined) continue;
    const nameSpan = { from, to: from + start.nameLength };
    const valueFrom = from + start.length;
    const isDependencies = start.operator === '=>';
    assignment = {
      name: isDependencies ? dependencies : text.slice(nameSpan.from, nameSpan.to),
      operator: start.operator,
      key: isDependencies ? dependencies : withoutEnd(text.slice(from, valueFrom - 1)),
      nameSpan,
      valueSpan: { from: valueFrom, to },
      ...{ from, to, line: number, endLine: number, rows: [text.slice(valueFrom, to)] },
    };
    section.assignments.push(assignment);
    if (doesHold) isOptionOpen = true;
  }
  return { text, sections, problems, islands };
}

/** What buildout calls the option that `=>` sets. */
const dependencies = '<part-dependencies>';

/** The lines of a text without their ends, which are those of Python's universal newlines. */
function* linesOf(text: string): Generator<Span> {
  const ends = /\r\n|\r|\n/g;
  let from = 0;
  for (let end = ends.exec(text); end !== null; end = ends.exec(text)) {
    yield { from, to: end.index };
    from = ends.lastIndex;
  }
  if (from < text.length) yield { from, to: text.length };
}

/** Offsets of the name and the condition of a header in its line; undefined where the line is none. */
export function readHeader(line: string): (Span & { condition: Span | undefined }) | undefined {
  const start = headerStart.exec(line);
  if (start?.[1] === undefined) return undefined;
  const from = start[0].indexOf(start[1]);
  const name = { from, to: from + start[1].length };
  const at = start[0].length;
  if (line[at] !== ':') return headerEnd.test(line.slice(at)) ? { ...name, condition: undefined } : undefined;
  // A comment cannot stand within a condition: the bracket that ends it is the last one before the comment.
  const comment = /[#;]/.exec(line.slice(at + 1));
  const limit = comment === null ? line.length : at + 1 + comment.index;
  const end = line.lastIndexOf(']', limit - 1);
  if (end <= at || !headerEnd.test(line.slice(end))) return undefined;
  return { ...name, condition: end === at + 1 ? undefined : { from: at + 1, to: end } };
}

function readOption(line: string): { nameLength: number; length: number; operator: Operator } | undefined {
  if (line.startsWith('=>')) return { nameLength: 0, length: 2, operator: '=>' };
  const match = optionStart.exec(line);
  const [all = '', word = '', sign = ''] = match ?? [];
  if (match === null) return undefined;
  // Without a blank before it the sign is the last character of the word.
  const last = word.at(-1);
  if (sign === '' && word.length > 1 && (last === '+' || last === '-')) {
    return { nameLength: word.length - 1, length: all.length, operator: `${last}=` };
  }
  return {
    nameLength: word.length,
    length: all.length,
    operator: sign === '' ? '=' : (`${sign}=` as Operator),
  };
}
