import { parseProfile } from './syntax/parseProfile.ts';

/** A section of a buildout profile. Lines begin at 1; `endLine` is its last line that is neither blank nor a comment. */
export interface ProfileSection {
  name: string;
  /** Of `[name:condition]`. */
  condition?: string | undefined;
  line: number;
  endLine: number;
}

/** The sections of a profile, or of the template of one, in their order, from its lines. */
export function sectionsOf(lines: readonly string[]): ProfileSection[] {
  return parseProfile(lines.join('\n'), { jinja: true }).sections.map(
    ({ name, condition, line, endLine }) => ({ name, condition, line, endLine }),
  );
}

/** Name of the section that a line lies in, looking upwards; undefined above the first. */
export function sectionAt(line: number, lineAt: (line: number) => string): string | undefined {
  for (let at = line; at >= 1; at--) {
    const text = lineAt(at);
    const section = text.startsWith('[') ? parseProfile(text, { jinja: true }).sections[0] : undefined;
    if (section !== undefined) return section.name;
  }
  return undefined;
}
