/** A section of a buildout profile. Lines begin at 1; `endLine` is its last line that is not blank. */
export interface ProfileSection {
  name: string;
  line: number;
  endLine: number;
}

const header = /^\[([^\]]*)\]/;

/** The sections of a profile in their order, from its lines. */
export function sectionsOf(lines: readonly string[]): ProfileSection[] {
  const sections: ProfileSection[] = [];
  let open: ProfileSection | undefined;
  lines.forEach((text, index) => {
    const name = header.exec(text)?.[1];
    if (name !== undefined) {
      open = { name: name.trim(), line: index + 1, endLine: index + 1 };
      sections.push(open);
    } else if (open && text.trim() !== '') open.endLine = index + 1;
  });
  return sections;
}

/** Name of the section that a line lies in, looking upwards; undefined above the first. */
export function sectionAt(line: number, lineAt: (line: number) => string): string | undefined {
  for (let at = line; at >= 1; at--) {
    const name = header.exec(lineAt(at))?.[1];
    if (name !== undefined) return name.trim();
  }
  return undefined;
}
