import { parseProfile } from '../syntax/parseProfile.ts';
import type { Finding } from './rule.ts';

/** Profiles that nothing renders: buildout reads them as they are. */
const neverRendered = /(?:^|\/)(?:software|buildout)[\w.-]*\.cfg$/;

/**
 * The lines of a profile at which buildout would end with a ParsingError. Only of files that buildout reads itself: what
 * has Jinja in it may be a template, whatever its name, and a .cfg without [buildout] or a name of ours may be the
 * settings of another program.
 */
export function findUnreadableLines(path: string, text: string): Finding[] {
  if (!path.endsWith('.cfg') || !isReadByBuildout(path, text)) return [];
  return parseProfile(text).problems.flatMap(({ kind, from, to }) => {
    const line = text.slice(from, to);
    if (kind === 'unreadable') return [unreadable(from, line, line.startsWith('[') ? noHeader : neither)];
    // That an option stands above all sections is told by the rule no-section.
    const [option] = parseProfile(`[a]\n${line}`).sections[0]?.assignments ?? [];
    return option === undefined ? [unreadable(from, line, aboveAll)] : [];
  });
}

function isReadByBuildout(path: string, text: string): boolean {
  if (neverRendered.test(path)) return true;
  if (/\{[{%#]/.test(text)) return false;
  return parseProfile(text).sections.some(
    ({ name, condition }) => name === 'buildout' && condition === undefined,
  );
}

const aboveAll =
  'No section is open here: buildout ends with MissingSectionHeaderError. Write a header such as “[buildout]” above this line.';
const noHeader =
  'Buildout cannot read this header: it ends with a ParsingError. Write “[name]”, and nothing but a comment behind it.';
const neither =
  'Buildout cannot read this line: it ends with a ParsingError. Write “[name]” or “name = value” at the beginning of a line, or put blanks before it where it belongs to the value above.';

function unreadable(lineStart: number, line: string, message: string): Finding {
  const from = lineStart + line.length - line.trimStart().length;
  return { rule: 'unreadable-line', from, to: lineStart + line.trimEnd().length, severity: 'error', message };
}
