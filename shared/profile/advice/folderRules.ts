import { isInstanceProfile, optionOf, recipeOf, sectionNamed } from './profileText.ts';
import type { ProfileText } from './profileText.ts';
import type { Found, ProfileRule, TextEdit } from './rule.ts';

const inEtc = /^\$\{([\w.-]+):etc\}\/([\w.-]+)$/;
const inPlugin = /^\$\{([\w.-]+):etc\}\/plugin\/[\w.-]+$/;

/** Rules about the folders of an instance. */
export const folderRules: readonly ProfileRule[] = [
  {
    id: 'etc-services',
    title: 'The folder of services',
    documents: ['instance-profile'],
    old: '${buildout:directory}/etc/services',
    now: '${buildout:directory}/etc/service',
    check: ({ text }) =>
      [...text.matchAll(/(?<=\betc\}?\/)services(?![\w.-])/g)].map(({ index }) => ({
        ...{ from: index, to: index + 8, severity: 'warning' },
        message:
          'Nothing in etc/services is run: slapgrid runs what is in etc/service (services, watched) and in etc/run (started once).',
        fix: { title: 'Write “service”', edits: [{ from: index, to: index + 8, text: 'service' }] },
      })),
  },
  {
    id: 'wrapper-in-etc',
    title: 'Where the wrapper of a service goes',
    documents: ['porting-software'],
    old: 'wrapper-path = ${directories:etc}/run-flask',
    now: 'wrapper-path = ${directories:service}/run-flask, and service = ${:etc}/service in [directories]',
    check: (profile) =>
      profile.sections.flatMap((section): Found[] => {
        const path = optionOf(section, 'wrapper-path');
        const [, folders, name] = inEtc.exec(path?.value ?? '') ?? [];
        if (path === undefined || folders === undefined || name === undefined || !isInstanceProfile(profile))
          return [];
        const message =
          'Nobody runs an executable in etc itself: slapgrid runs those in etc/service (services, watched) and in etc/run (started once).';
        const folder = folderEdits(profile, folders, 'service');
        const { valueFrom: from, valueTo: to } = path;
        const text = `\${${folders}:${folder?.option ?? 'service'}}/${name}`;
        return [
          {
            ...{ from, to, severity: 'warning', message },
            ...(folder && {
              fix: { title: `Write “${text}”`, edits: [{ from, to, text }, ...folder.edits] },
            }),
          },
        ];
      }),
  },
  {
    id: 'plugin-folder',
    title: 'The folder of promises',
    documents: ['porting-software'],
    old: 'output = ${directories:etc}/plugin/check_flask.py',
    now: 'output = ${directories:plugin}/check_flask.py, and plugin = ${:etc}/plugin in [directories]',
    check: (profile) =>
      profile.sections.flatMap((section): Found[] => {
        const output = optionOf(section, 'output');
        const folders = inPlugin.exec(output?.value ?? '')?.[1];
        const folder = folders === undefined ? undefined : folderEdits(profile, folders, 'plugin');
        // A folder that another option has made is there.
        if (
          output === undefined ||
          folders === undefined ||
          folder === undefined ||
          folder.edits.length === 0
        )
          return [];
        const { valueFrom: from, valueTo: to } = output;
        const text = output.value.replace(':etc}/plugin/', `:${folder.option}}/`);
        const message = `The folder etc/plugin is not made by anybody, and the recipe does not make it: add “plugin = \${:etc}/plugin” to [${folders}].`;
        const fix = {
          title: `Write “${text}” and make the folder`,
          edits: [{ from, to, text }, ...folder.edits],
        };
        return [{ from, to, severity: 'warning', message, fix }];
      }),
  },
];

/**
 * The option of the section `folders` that makes `etc/NAME`, and what adds it where there is none; undefined where the
 * section is not in this profile.
 */
function folderEdits(
  profile: ProfileText,
  folders: string,
  name: string,
): { option: string; edits: readonly TextEdit[] } | undefined {
  const section = sectionNamed(profile, folders);
  if (section === undefined || !/:m(?:ake|k)directory$/.test(recipeOf(section) ?? '')) return undefined;
  const etc = optionOf(section, 'etc');
  if (etc === undefined) return undefined;
  const made = section.options.find(({ value }) => value.endsWith(`/${name}`));
  if (made !== undefined) return { option: made.name, edits: [] };
  return {
    option: name,
    edits: [{ from: etc.valueTo, to: etc.valueTo, text: `\n${name} = \${:etc}/${name}` }],
  };
}
