import {
  isDollarTemplate,
  isExtending,
  isInstanceProfile,
  optionOf,
  recipeOf,
  sectionNamed,
} from './profileText.ts';
import type { ProfileText } from './profileText.ts';
import { replaceFix } from './rule.ts';
import type { Found, ProfileRule } from './rule.ts';

const reference = /(\$?)\$\{([\w.-]*):([\w.-]+)\}/g;
/** Sections that each instance has: its own, and what slapgrid adds. */
const given = ['', 'buildout', 'slap-connection'];
const components = ['dcron', 'logrotate', 'gzip', 'dash', 'curl'];

/** Rules about `${section:option}`. */
export const referenceRules: readonly ProfileRule[] = [
  {
    id: 'component-location',
    title: 'Where a component of the release is, in an instance profile',
    documents: ['extend-software-release-using-webrunner', 'promises', 'porting-software'],
    old: '${dcron:location}',
    now: '{{ dcron_location }}, with “key dcron_location dcron:location” in the context of [instance-profile]; or “extends = {{ template_monitor }}”, which has [dcron] and others',
    check: (profile) => {
      if (!isInstanceProfile(profile) || isDollarTemplate(profile) || isExtending(profile)) return [];
      return referencesOf(profile).flatMap(({ from, to, section, option }): Found[] => {
        if (!components.includes(section) || option !== 'location') return [];
        const here = sectionNamed(profile, section);
        if (here !== undefined && optionOf(here, 'location') !== undefined) return [];
        const message = `[${section}] is a section of the software profile, which an instance does not see: add “key ${section}_location ${section}:location” to the context of [instance-profile] in software.cfg, and write {{ ${section}_location }} here. A profile with “extends = {{ template_monitor }}” has it as it stands.`;
        return [
          { from, to, severity: 'warning', message, fix: replaceFix(from, to, `{{ ${section}_location }}`) },
        ];
      });
    },
  },
  {
    id: 'release-folder',
    title: 'Files of the release, in an instance profile',
    documents: ['porting-software'],
    old: '${buildout:parts-directory}/bin/run-flask, ${buildout:directory}/template/app.conf.in',
    now: "{{ buildout['parts-directory'] }}/bin/run-flask",
    check: (profile) => {
      if (!isInstanceProfile(profile) || isDollarTemplate(profile)) return [];
      return profile.sections.flatMap(({ options }) =>
        options
          .filter(({ name }) => ['command-line', 'template', 'url'].includes(name))
          .flatMap(({ value, valueFrom }): Found[] => {
            const [all, option] =
              /\$\{buildout:(parts-directory|bin-directory|directory(?=\}\/template\/\w))\}/.exec(value) ??
              [];
            if (all === undefined || option === undefined) return [];
            const from = valueFrom + value.indexOf(all);
            const text = `{{ buildout['${option}'] }}`;
            const message = `This is the folder of the instance, where the file is not: write ${text} for that of the software release.`;
            return [
              {
                from,
                to: from + all.length,
                severity: 'warning',
                message,
                fix: replaceFix(from, from + all.length, text),
              },
            ];
          }),
      );
    },
  },
  {
    id: 'double-dollar',
    title: 'Two dollars',
    documents: ['promises'],
    old: '$${directory:promises}',
    now: '${directory:promises}, in a profile that Jinja2 renders',
    check: (profile) => {
      if (!isInstanceProfile(profile)) return [];
      const own = referencesOf(profile).filter(
        ({ section }) => section !== 'buildout' && sectionNamed(profile, section) !== undefined,
      );
      const twice = own.filter(({ dollars }) => dollars === 2);
      if (isRenderedByOlderRecipe(profile)) return [];
      // Who writes one dollar for most of his own sections does not mean to escape anything.
      if (twice.length * 2 >= own.length) return [];
      return twice
        .filter(({ inBlock }) => !inBlock)
        .map(({ from }) => ({
          ...{ from: from - 1, to: from + 1, severity: 'warning' },
          message:
            'Two dollars are for profiles that the older template recipe renders. Jinja2 leaves them as they are, and the instance would get the text instead of the value: write one.',
          fix: replaceFix(from - 1, from + 1, '$'),
        }));
    },
  },
  {
    id: 'interpreter',
    title: 'The interpreter that has the eggs',
    documents: ['porting-software'],
    old: '${python:executable} with interpreter = python in [python]',
    now: '${buildout:bin-directory}/python',
    check: (profile) =>
      referencesOf(profile).flatMap(({ from, to, section, option }): Found[] => {
        const named = sectionNamed(profile, section);
        const interpreter = named && optionOf(named, 'interpreter')?.value;
        if (option !== 'executable' || !named || recipeOf(named) !== 'zc.recipe.egg') return [];
        if (interpreter === undefined || optionOf(named, 'executable') !== undefined) return [];
        const text = `\${buildout:bin-directory}/${interpreter}`;
        const message = `zc.recipe.egg gives no “executable” of its own: the interpreter with the eggs of [${section}] is ${text}.`;
        return [{ from, to, severity: 'warning', message, fix: replaceFix(from, to, text) }];
      }),
  },
  {
    id: 'develop-clone',
    title: 'Developing slapos.cookbook from a clone',
    documents: ['customize-slapos'],
    old: 'develop = ${:slaposcookbook_recipe_location}, a folder that a part of the same profile clones',
    now: 'the parts slapos.cookbook-repository and slapos-cookbook-develop of stack/slapos.cfg',
    check: (profile) => {
      const buildout = sectionNamed(profile, 'buildout');
      const develop = buildout && optionOf(buildout, 'develop');
      if (!buildout || !develop || !/\$\{(?:buildout)?:/.test(develop.value)) return [];
      const values = [
        develop.value,
        ...buildout.options
          .filter(({ name }) => develop.value.includes(`:${name}}`))
          .map(({ value }) => value),
      ];
      if (!values.some((value) => value.includes('parts-directory}'))) return [];
      const message =
        'The folder is made by a part, and “develop” is read before the parts are built. Webrunner makes such a clone first; plain buildout does not, so the first build on another SlapOS node fails, or uses the released egg. The parts slapos.cookbook-repository and slapos-cookbook-develop of stack/slapos.cfg work everywhere, with your repository and branch.';
      return [{ from: develop.from, to: develop.valueTo, severity: 'info', message }];
    },
  },
];

/**
 * Whether the older recipe renders the file for sure: the folder of the eggs is that of the release, which of an instance would be
 * a reference to itself, or one dollar refers to a section that only the release can have.
 */
function isRenderedByOlderRecipe(profile: ProfileText): boolean {
  if (/^(?:develop-)?eggs-directory[ \t]*=[ \t]*\$\{buildout:/m.test(profile.text)) return true;
  return (
    !isExtending(profile) &&
    referencesOf(profile).some(
      ({ dollars, section }) =>
        dollars === 1 && !given.includes(section) && sectionNamed(profile, section) === undefined,
    )
  );
}

interface Reference {
  /** Of the last dollar, and behind the brace. */
  readonly from: number;
  readonly to: number;
  readonly dollars: 1 | 2;
  readonly section: string;
  readonly option: string;
  /** On a continuation line, where it may be part of a file that the profile writes. */
  readonly inBlock: boolean;
}

function referencesOf({ text }: ProfileText): Reference[] {
  return [...text.matchAll(reference)].map(
    ({ index, 0: all, 1: escape, 2: section = '', 3: option = '' }) => ({
      from: index + (escape?.length ?? 0),
      to: index + all.length,
      dollars: escape === '$' ? 2 : 1,
      section,
      option,
      inBlock: /\s/.test(text[text.lastIndexOf('\n', index) + 1] ?? ''),
    }),
  );
}
