import type { Finding } from './rule.ts';

// The grammar of zc.buildout.configparser.
const header = /^\[\s*[^\s#[\]:;{}]+\s*(?::[^#;]*)?\s*\]\s*(?:[#;].*)?$/;
const optionStart = /^(?:[^\s{}[\]=:]+\s*[-+]?=|=>)/;

/** Profiles that nothing renders: buildout reads them as they are. */
const neverRendered = /(?:^|\/)(?:software|buildout)[\w.-]*\.cfg$/;

/**
 * The lines of a profile at which buildout would end with a ParsingError. Only of files that buildout reads itself: what
 * has Jinja in it may be a template, whatever its name, and a .cfg without [buildout] or a name of ours may be the
 * settings of another program.
 */
export function findUnreadableLines(path: string, text: string): Finding[] {
  if (!path.endsWith('.cfg') || !isReadByBuildout(path, text)) return [];
  const found: Finding[] = [];
  let inSection = false;
  let inOption = false;
  let at = 0;
  for (const line of text.split('\n')) {
    const from = at;
    at += line.length + 1;
    if (/^[#;]/.test(line) || line.trim() === '') continue;
    if (inOption && /^\s/.test(line)) continue;
    if (header.test(line)) {
      inSection = true;
      inOption = false;
    } else if (!inSection) {
      // Buildout stops at once. That an option stands above all sections is told by the rule no-section.
      return optionStart.test(line) ? found : [...found, unreadable(from, line, aboveAll)];
    } else if (optionStart.test(line)) inOption = true;
    else found.push(unreadable(from, line, line.startsWith('[') ? noHeader : neither));
  }
  return found;
}

function isReadByBuildout(path: string, text: string): boolean {
  if (neverRendered.test(path)) return true;
  return /^\[\s*buildout\s*\]/m.test(text) && !/\{[{%#]/.test(text);
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
