import { isDollarTemplate, isExtending, optionOf, recipeOf, sectionNamed } from './profileText.ts';
import type { ProfileText } from './profileText.ts';
import { replaceFix } from './rule.ts';
import type { Found, ProfileRule } from './rule.ts';

const movedAddresses =
  /\b(?:https?|git):\/\/(?:git\.erp5\.org\/(?:repos|gitweb)\/|(?:www\.|git\.)?gitorious\.org\/)[^\s'"]*/g;
const slaposRepository = /^https?:\/\/git\.erp5\.org\/repos\/slapos\.git$/;
const extensions = ['buildout-versions', 'buildout.dumppickedversions'];

/** Rules about what a release is made of, and where that comes from. */
export const releaseRules: readonly ProfileRule[] = [
  {
    id: 'software-stack',
    title: 'What every release extends',
    documents: ['porting-software'],
    old: '[buildout] without extends, in software.cfg',
    now: 'extends = ../../stack/slapos.cfg, and slapos-cookbook among the parts',
    check: (profile) => {
      const buildout = sectionNamed(profile, 'buildout');
      if (!/(?:^|\/)software\.cfg$/.test(profile.path) || !buildout || isExtending(profile)) return [];
      // One that stands for itself on purpose pins the recipes that it uses.
      if (hasPins(profile)) return [];
      const { from, to } = buildout;
      const text = '\nextends = ../../stack/slapos.cfg';
      const message =
        'A release extends ../../stack/slapos.cfg, which has the recipes of SlapOS and the versions of all eggs: without it, both would be downloaded in whatever version there is. Put slapos-cookbook among the parts too.';
      const fix = { title: 'Add “extends = ../../stack/slapos.cfg”', edits: [{ from: to, to, text }] };
      return [{ from, to, severity: 'warning', message, fix }];
    },
  },
  {
    id: 'instance-eggs',
    title: 'The eggs of the release, in an instance profile',
    documents: ['porting-software'],
    old: '[buildout] with parts only, in instance.cfg.in',
    now: "eggs-directory = {{ buildout['eggs-directory'] }}, develop-eggs-directory likewise, offline = true",
    check: (profile) => {
      const buildout = sectionNamed(profile, 'buildout');
      if (!buildout || !/(?:^|\/)instance\.cfg\.in$/.test(profile.path) || isExtending(profile)) return [];
      if (isDollarTemplate(profile) || optionOf(buildout, 'parts') === undefined) return [];
      if (optionOf(buildout, 'eggs-directory') !== undefined) return [];
      const { from, to } = buildout;
      const names = ['eggs-directory', 'develop-eggs-directory'];
      const text = `\n${names.map((name) => `${name} = {{ buildout['${name}'] }}`).join('\n')}\noffline = true`;
      const message =
        'Only the engine of Webrunner finds the recipes without eggs-directory and develop-eggs-directory; an instance on another SlapOS node would look for them on the package index. software.cfg gives “section buildout buildout” in the context of [instance-profile].';
      const fix = {
        title: 'Add eggs-directory, develop-eggs-directory, offline',
        edits: [{ from: to, to, text }],
      };
      return [{ from, to, severity: 'info', message, fix }];
    },
  },
  {
    id: 'buildout-versions',
    title: 'The list of versions',
    documents: ['porting-software'],
    old: 'extensions = buildout-versions',
    now: 'show-picked-versions = true, update-versions-file = versions.cfg',
    check: (profile) =>
      [...(buildoutOption(profile, 'extensions')?.value ?? '').matchAll(/\S+/g)]
        .filter(([name]) => extensions.includes(name))
        .map(({ index, 0: name }) => {
          const from = (buildoutOption(profile, 'extensions')?.valueFrom ?? 0) + index;
          return {
            ...{ from, to: from + name.length, severity: 'warning' },
            message:
              'This is part of buildout now, which refuses the extension: write “show-picked-versions = true”, and “update-versions-file = versions.cfg” for a file of them.',
          };
        }),
  },
  {
    id: 'gone-address',
    title: 'Addresses that have moved',
    documents: ['customize-slapos', 'promises'],
    old: 'http://git.erp5.org/repos/slapos.git, gitorious.org',
    now: 'https://lab.nexedi.com/nexedi/slapos.git, your own repository',
    check: ({ sections }) =>
      sections.flatMap(({ options }) =>
        options.flatMap(({ value, valueFrom }) =>
          [...value.matchAll(movedAddresses)]
            // The address of a release is also its name, which does not change.
            .filter(([address]) => !address.endsWith('/software.cfg'))
            .map(({ index, 0: address }) => movedAddress(valueFrom + index, address)),
        ),
      ),
  },
  {
    id: 'md5sum-form',
    title: 'The form of an MD5 sum',
    documents: ['porting-software'],
    old: 'md5sum = abc123def4567890',
    now: 'md5sum = the 32 hexadecimal digits that “Get or Update MD5 sum” shows',
    check: ({ sections }) =>
      sections
        .flatMap(({ options }) => options.filter(({ name }) => name === 'md5sum'))
        .filter(({ value }) => /^\w+$/.test(value) && !/^[0-9a-f]{32}$/.test(value))
        .map(({ valueFrom, valueTo }) => ({
          ...{ from: valueFrom, to: valueTo, severity: 'warning' },
          message:
            'An MD5 sum has 32 hexadecimal digits in lower case: “Get or Update MD5 sum” shows that of a file.',
        })),
  },
];

/** Whether the profile pins the eggs of all recipes that it names, and names some. */
function hasPins(profile: ProfileText): boolean {
  const pins = profile.sections
    .filter(({ name }) => name === (buildoutOption(profile, 'versions')?.value ?? 'versions'))
    .flatMap(({ options }) => options.map(({ name }) => normalised(name)));
  const recipes = profile.sections.map(recipeOf).filter((recipe) => recipe !== undefined);
  return (
    recipes.length > 0 && recipes.every((recipe) => pins.includes(normalised(recipe.split(':')[0] ?? '')))
  );
}

/** The name of an egg as all its spellings have it. */
function normalised(egg: string): string {
  return egg.toLowerCase().replace(/[-_.]+/g, '-');
}

function buildoutOption(profile: ProfileText, name: string) {
  const buildout = sectionNamed(profile, 'buildout');
  return buildout && optionOf(buildout, name);
}

function movedAddress(from: number, address: string): Found {
  const to = from + address.length;
  if (slaposRepository.test(address)) {
    const now = 'https://lab.nexedi.com/nexedi/slapos.git';
    const message = `The repository of SlapOS has moved: ${now}.`;
    return { from, to, severity: 'warning', message, fix: replaceFix(from, to, now) };
  }
  const where = address.includes('gitorious')
    ? 'gitorious.org has been closed: name the present address of the repository.'
    : 'git.erp5.org is no longer where SlapOS is kept: its repositories are at https://lab.nexedi.com/nexedi.';
  return { from, to, severity: 'warning', message: where };
}
