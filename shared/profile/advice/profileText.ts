import { parseProfile } from '../syntax/parseProfile.ts';

/** An option as it stands in a profile. Offsets are those of the whole text. */
export interface ProfileOption {
  /** Without the `+` or `-` of `eggs += …`; `<` for the sections that this one takes over. */
  readonly name: string;
  /** Trimmed, continuation lines included, as written. */
  readonly value: string;
  /** Where the name begins. */
  readonly from: number;
  readonly nameTo: number;
  readonly valueFrom: number;
  readonly valueTo: number;
}

/** A section; `from` and `to` are those of its header, `end` is where its last option ends. */
export interface ProfileSection {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly end: number;
  readonly options: readonly ProfileOption[];
}

/** A buildout profile with the places of what is in it. Jinja is left out of it: its lines belong to no option. */
export interface ProfileText {
  /** Path of the file, as the client names it. */
  readonly path: string;
  /** As long as the file, with comments blanked out. */
  readonly text: string;
  readonly sections: readonly ProfileSection[];
  /** Offset and end of the first line that would be an option if a section were open. */
  readonly orphan: { readonly from: number; readonly to: number } | undefined;
}

/** Reads a profile or the template of one; what is not understood is passed over. Takes time in proportion to the text. */
export function readProfile(path: string, source: string): ProfileText {
  const text = withoutComments(source);
  const { sections, problems } = parseProfile(source, { jinja: true });
  const above = problems.find(({ kind, from, to }) => kind === 'aboveAll' && isOption(text.slice(from, to)));
  return {
    path,
    text,
    sections: sections.map(({ name, header, assignments }) => {
      const options = assignments.map(({ name, nameSpan, valueSpan }): ProfileOption => {
        const raw = text.slice(valueSpan.from, valueSpan.to);
        const value = raw.trim();
        const valueFrom = valueSpan.from + raw.length - raw.trimStart().length;
        const valueTo = valueFrom + value.length;
        return { name, value, from: nameSpan.from, nameTo: nameSpan.to, valueFrom, valueTo };
      });
      return { name, ...header, end: options.at(-1)?.valueTo ?? header.to, options };
    }),
    orphan: above && { from: above.from, to: above.to },
  };
}

function isOption(line: string): boolean {
  return (parseProfile(`[a]\n${line}`).sections[0]?.assignments.length ?? 0) > 0;
}

/** Comments of Jinja and of buildout as blanks, so that nothing is found in them and offsets stay. */
function withoutComments(source: string): string {
  return source
    .replace(/\{#[\s\S]*?#\}/g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/^[#;].*$/gm, (comment) => ' '.repeat(comment.length));
}

/** The option of a section that is in force: the last one of that name. */
export function optionOf(section: ProfileSection, name: string): ProfileOption | undefined {
  return section.options.findLast((option) => option.name === name);
}

export function recipeOf(section: ProfileSection): string | undefined {
  return optionOf(section, 'recipe')?.value;
}

export function sectionNamed({ sections }: ProfileText, name: string): ProfileSection | undefined {
  return sections.find((section) => section.name === name);
}

/**
 * The sections that give a section its options, the one in force first: itself (a name may stand more than once) and
 * those that it takes over by `<=`. Undefined where one of these is not in the profile.
 */
export function withBases(
  { sections }: ProfileText,
  { name }: ProfileSection,
): readonly ProfileSection[] | undefined {
  const found = new Set<ProfileSection>();
  const names = [name];
  for (let next = names.pop(); next !== undefined; next = names.pop()) {
    const same = sections.filter((section) => section.name === next);
    if (same.length === 0) return undefined;
    for (const section of same.toReversed()) {
      if (found.has(section)) continue;
      found.add(section);
      names.push(...(optionOf(section, '<')?.value.split(/\s+/) ?? []));
    }
  }
  return [...found];
}

/** Whether the profile extends others, in which any section may be completed. */
export function isExtending(profile: ProfileText): boolean {
  return profile.sections.some(
    ({ name, options }) => name === 'buildout' && options.some((o) => o.name === 'extends'),
  );
}

/** Whether it deploys an instance, going by its name, as everywhere in SlapOS. */
export function isInstanceProfile({ path }: ProfileText): boolean {
  return /(?:^|\/)instance[^/]*\.cfg[^/]*$/.test(path);
}

/**
 * Whether building the software renders the file by the older recipe, for which one writes `${…}` for what is of the
 * release, and `$${…}` for what is left to the instance.
 */
export function isDollarTemplate({ text }: ProfileText): boolean {
  return text.includes('$${') || /^eggs-directory\s*=\s*\$\{buildout:/m.test(text);
}
