import { isExtending, optionOf, recipeOf, withBases } from './profileText.ts';
import type { ProfileOption, ProfileSection, ProfileText } from './profileText.ts';
import type { Found, ProfileRule } from './rule.ts';

/** Options without which a recipe fails, which the documents leave out. */
const required: Readonly<Record<string, readonly string[]>> = {
  'slapos.cookbook:promise.plugin': ['eggs', 'output'],
  'slapos.cookbook:logrotate': [
    ...['logrotate-binary', 'gzip-binary', 'gunzip-binary'],
    ...['wrapper', 'conf', 'logrotate-entries', 'state-file'],
  ],
  'slapos.cookbook:logrotate.d': ['backup'],
  'slapos.cookbook:check_url_available': ['path', 'url', 'dash_path', 'curl_path'],
};

/** Options that list names or paths: what looks like a section header among them was meant as one. */
const listing = /^(?:parts|extends|develop|context|eggs|scripts)$/;

/** Names of what is surely a profile: other files called .cfg may have a form of their own. */
const ownProfile = /(?:^|\/)(?:software|buildout|instance|common|stack|slapos)[\w.-]*\.cfg(?:\.in)?$/;

/** Rules about sections: those that the web pages lost, and those that lack something. */
export const structureRules: readonly ProfileRule[] = [
  {
    id: 'no-section',
    title: 'Lines before the first section',
    documents: ['customize-slapos', 'extend-software-release-using-webrunner'],
    old: 'develop = …, with no [buildout] above it',
    now: '[buildout] on a line of its own above it',
    check: ({ orphan, text, path }) => {
      // What Jinja does above may open a section in a way that is not seen here.
      if (orphan === undefined || !ownProfile.test(path)) return [];
      if (/\{[%{]/.test(text.slice(0, orphan.to))) return [];
      const message =
        'No section is open here: buildout would end with MissingSectionHeaderError. The page has lost a line such as “[buildout]” above this one.';
      return [{ ...orphan, severity: 'warning', message }];
    },
  },
  {
    id: 'indented-header',
    title: 'A section header with blanks before it',
    documents: [],
    old: 'blanks before [template-get]',
    now: '[template-get] at the beginning of its line',
    check: ({ sections, text }) =>
      sections.flatMap((section) =>
        section.options.flatMap((option) => indentedHeaders(section, option, text)),
      ),
  },
  {
    id: 'two-recipes',
    title: 'A section header that the page has lost',
    documents: ['extend-software-release-using-webrunner'],
    old: 'recipe = … a second time in a section',
    now: '[template-get], [template-creation], [cron-simplelogger] … on a line of its own above it',
    check: ({ sections, text }) =>
      sections.flatMap(({ name, options }): Found[] => {
        const recipes = options.filter((option) => option.name === 'recipe');
        return recipes.slice(1).flatMap((recipe, index): Found[] => {
          const before = recipes[index];
          // Two branches of an {% if %} are no mistake, and a macro may write a header.
          const between = text.slice(before?.valueTo, recipe.from);
          if (before === undefined || /\n\{[%{]/.test(between)) return [];
          // The header is there: another rule tells of it.
          if (/\n[ \t]+\[[\w.-]+\]\s*\n$/.test(between)) return [];
          const message = `[${name}] has a recipe already, and the last one wins: the page has lost the header of another section, such as “[template-get]”, above these lines.`;
          return [{ from: recipe.from, to: recipe.valueTo, severity: 'warning', message }];
        });
      }),
  },
  {
    id: 'missing-option',
    title: 'Options that a recipe cannot do without',
    documents: ['porting-software'],
    old: 'recipe = slapos.cookbook:logrotate without gzip-binary, gunzip-binary, wrapper; slapos.cookbook:logrotate.d without backup',
    now: 'all options of the recipe',
    check: (profile) =>
      isExtending(profile)
        ? []
        : profile.sections.flatMap((section): Found[] => {
            const missing = missingOptions(profile, section);
            if (missing.length === 0 || isMacro(profile, section)) return [];
            const message = `[${section.name}] needs ${missing.join(', ')}: without, the recipe ends with a KeyError.`;
            return [{ from: section.from, to: section.to, severity: 'warning', message }];
          }),
  },
  {
    id: 'publish-recipe',
    title: 'Publishing connection parameters',
    documents: ['porting-software'],
    old: '[publish-connection-parameter] without a recipe',
    now: 'recipe = slapos.cookbook:publish, and the section among the parts',
    check: (profile) =>
      missingRecipe(profile, 'publish-connection-parameter', 'Without a recipe nothing is published', [
        'recipe = slapos.cookbook:publish',
      ]),
  },
  {
    id: 'parameter-recipe',
    title: 'Asking for the parameters of the instance',
    documents: ['porting-software', 'instance-profile'],
    old: '[instance-parameter] without a recipe',
    now: 'recipe = slapos.cookbook:slapconfiguration with the options of ${slap-connection:…}',
    check: (profile) =>
      missingRecipe(
        profile,
        'instance-parameter',
        'Without a recipe these are constants: nobody asks the SlapOS Master for what was requested',
        [
          'recipe = slapos.cookbook:slapconfiguration',
          'computer = ${slap-connection:computer-id}',
          'partition = ${slap-connection:partition-id}',
          'url = ${slap-connection:server-url}',
          'key = ${slap-connection:key-file}',
          'cert = ${slap-connection:cert-file}',
        ],
      ),
  },
];

function missingRecipe(
  profile: ProfileText,
  name: string,
  why: string,
  lines: readonly string[],
): readonly Found[] {
  return isExtending(profile) || !/(?:^|\/)instance\.cfg/.test(profile.path)
    ? []
    : profile.sections.flatMap((section): Found[] => {
        if (section.name !== name || section.options.length === 0) return [];
        if (recipeOf(section) !== undefined || optionOf(section, '<') !== undefined) return [];
        const [recipe = ''] = lines;
        const text = `\n${lines.join('\n')}`;
        return [
          {
            ...{ from: section.from, to: section.to, severity: 'warning' },
            message: `${why}: add “${recipe}”.`,
            fix: { title: `Add “${recipe}”`, edits: [{ from: section.to, to: section.to, text }] },
          },
        ];
      });
}

function isMacro({ sections }: ProfileText, { name }: ProfileSection): boolean {
  return sections.some((section) => optionOf(section, '<')?.value.split(/\s+/).includes(name) === true);
}

/** Options that the recipe of a section asks for, which neither it nor what it takes over has. */
function missingOptions(profile: ProfileText, section: ProfileSection): readonly string[] {
  // Of sections of one name, the one with the recipe is told.
  if (recipeOf(section) === undefined && optionOf(section, '<') === undefined) return [];
  const sections = withBases(profile, section) ?? [];
  if (sections.some(({ from, end }) => profile.text.slice(from, end).includes('{%'))) return [];
  const recipe = sections.map(recipeOf).find((each) => each !== undefined);
  const names = required[recipe ?? ''] ?? [];
  return names.filter((name) => sections.every((each) => optionOf(each, name) === undefined));
}

/**
 * Lines of a value that were meant as section headers. A text may have such lines as well, of a configuration file for
 * example: it is one only among names, or where a section begins below that cannot be the one above.
 */
function indentedHeaders(
  section: ProfileSection,
  { name, nameTo, valueTo }: ProfileOption,
  text: string,
): Found[] {
  // Not from the value on, whose first line may be such a header. A tag of Jinja may hold a list.
  const value = text.slice(nameTo, valueTo).replace(/\{([{%])[\s\S]*?[}%]\}/g, blanked);
  return [...value.matchAll(/^([ \t]+)(\[[\w.-]+\])[ \t]*$/gm)].flatMap(
    ({ index, 0: line, 1: blanks = '', 2: header = '' }): Found[] => {
      const start = nameTo + index;
      const below = /^\s*\n(recipe|<)[ \t]*=/.exec(text.slice(start + line.length, start + 200))?.[1];
      const listed = listing.test(name);
      if (!listed && (below === undefined || !isSecond(section, below, start))) return [];
      const from = start + blanks.length;
      const message = `${header} has blanks before it, so it is a line of “${name}” and no section header: take them away.`;
      const title = `Take the blanks before ${header} away`;
      const fix = { title, edits: [{ from: start, to: from, text: '' }] };
      return [
        {
          ...{ from, to: from + header.length, severity: 'warning', message },
          ...(below !== undefined && { fix }),
        },
      ];
    },
  );
}

/** Whether an option that stands below the offset is one too many: the section has it already, or can have none. */
function isSecond({ name, options }: ProfileSection, option: string, at: number): boolean {
  return name === 'buildout' || options.some((each) => each.name === option && each.from < at);
}

function blanked(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
