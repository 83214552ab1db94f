import { isExtending, optionOf, recipeOf } from './profileText.ts';
import type { ProfileSection, ProfileText } from './profileText.ts';
import { replaceFix } from './rule.ts';
import type { Found, ProfileRule } from './rule.ts';

/** What slapos.cookbook:logrotate.d reads; the rest of what logrotate can do, it sets itself. */
const unread = ['rotatep-num', 'rotate-num', 'frequency', 'sharedscripts', 'notifempty', 'create'];

/** Rules about cron and logrotate. */
export const cronRules: readonly ProfileRule[] = [
  {
    id: 'cronentries',
    title: 'The folder of cron’s entries',
    documents: ['extend-software-release-using-webrunner'],
    old: 'cronentries = ${directory:cronentries}',
    now: 'cron-entries = ${directory:cronentries}',
    check: (profile) =>
      profile.sections.flatMap((section): Found[] => {
        const option = optionOf(section, 'cronentries');
        if (option === undefined || !isCron(section) || optionOf(section, 'cron-entries') !== undefined)
          return [];
        return [
          {
            ...{ from: option.from, to: option.nameTo, severity: severityOf(profile, section) },
            message: `The option is called cron-entries.${stackWords(profile, section)}`,
            fix: replaceFix(option.from, option.nameTo, 'cron-entries'),
          },
        ];
      }),
  },
  {
    id: 'cron-log-file',
    title: 'The log of crond',
    documents: ['extend-software-release-using-webrunner'],
    old: '[cron] without log-file',
    now: 'log-file = ${directory:log}/crond.log',
    check: (profile) =>
      profile.sections.flatMap((section): Found[] => {
        if (recipeOf(section) !== 'slapos.cookbook:cron' || optionOf(section, 'log-file') !== undefined)
          return [];
        if (optionOf(section, '<') !== undefined || profile.text.includes('{% macro')) return [];
        const { end } = section;
        const text = 'log-file = ${directory:log}/crond.log';
        return [
          {
            ...{ from: section.from, to: section.to, severity: severityOf(profile, section) },
            message: `slapos.cookbook:cron needs log-file, for example “${text}”.${stackWords(profile, section)}`,
            fix: { title: `Add “${text}”`, edits: [{ from: end, to: end, text: `\n${text}` }] },
          },
        ];
      }),
  },
  {
    id: 'logrotate-options',
    title: 'Options of a logrotate entry',
    documents: ['extend-software-release-using-webrunner', 'porting-software'],
    old: 'frequency = daily, rotatep-num = 30, sharedscripts, notifempty, create',
    now: 'none of them: the recipe always rotates daily, keeps 3650 files, and compresses with a delay',
    check: ({ sections }) =>
      sections
        .filter((section) => recipeOf(section) === 'slapos.cookbook:logrotate.d')
        .flatMap(({ options }) => options.filter(({ name }) => unread.includes(name)))
        .map(({ name, from, valueTo }) => ({
          ...{ from, to: valueTo, severity: 'info' },
          message: `${name} has no effect: slapos.cookbook:logrotate.d reads name, log, backup, pre and post only. It always rotates daily, keeps 3650 files, and compresses each one rotation later.`,
        })),
  },
];

function isCron(section: ProfileSection): boolean {
  return /^slapos\.cookbook:cron(?:\.d)?$/.test(recipeOf(section) ?? '');
}

/** The monitor stack completes a section called [cron]: there the old form works. */
function isCompleted(profile: ProfileText, { name }: ProfileSection): boolean {
  return name === 'cron' && isExtending(profile);
}

function severityOf(profile: ProfileText, section: ProfileSection): Found['severity'] {
  return isCompleted(profile, section) ? 'info' : 'warning';
}

function stackWords(profile: ProfileText, section: ProfileSection): string {
  return isCompleted(profile, section)
    ? ' Here the monitor stack of Webrunner completes [cron], so it works all the same.'
    : '';
}
