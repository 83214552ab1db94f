import { isExtending, optionOf, recipeOf } from './profileText.ts';
import type { ProfileSection } from './profileText.ts';
import { replaceFix } from './rule.ts';
import type { Found, ProfileRule } from './rule.ts';

/** Rules about promises in profiles. */
export const promiseRules: readonly ProfileRule[] = [
  {
    id: 'promise-module',
    title: 'The name of a promise',
    documents: ['extend-software-release-using-webrunner'],
    old: '<= monitor-promise-base, module = check_url_available',
    now: 'promise = check_url_available',
    check: ({ sections }) =>
      sections.flatMap((section): Found[] => {
        const module = optionOf(section, 'module');
        if (optionOf(section, '<')?.value !== 'monitor-promise-base' || module === undefined) return [];
        if (!/^\w+$/.test(module.value) || optionOf(section, 'promise') !== undefined) return [];
        return [
          {
            ...{ from: module.from, to: module.nameTo, severity: 'info' },
            message:
              'The option is called promise now. The monitor stack of Webrunner takes the old name too, that of SlapOS does not.',
            fix: replaceFix(module.from, module.nameTo, 'promise'),
          },
        ];
      }),
  },
  {
    id: 'promise-file',
    title: 'A promise of one’s own',
    documents: ['porting-software'],
    old: 'recipe = slapos.cookbook:promise.plugin, module = check_flask',
    now: '<= monitor-promise-base, module = (empty), file = path of check_flask.py',
    check: ({ sections }) =>
      sections.flatMap((section): Found[] => {
        const module = optionOf(section, 'module');
        if (recipeOf(section) !== 'slapos.cookbook:promise.plugin' || module === undefined) return [];
        if (!/^\w+$/.test(module.value) || pluginPackage(section) !== undefined) return [];
        const message = `“module” names a Python module of the eggs, and ${module.value} is in none: write “file = ” with the path of ${module.value}.py instead, for example {{ buildout['directory'] }}/${module.value}.py.`;
        return [{ from: module.from, to: module.valueTo, severity: 'warning', message }];
      }),
  },
  {
    id: 'promise-content',
    title: 'The content of a promise',
    documents: ['extend-software-release-using-webrunner'],
    old: 'content = from slapos.promise.plugin.${:module} import RunPromise',
    now: 'module = slapos.promise.plugin.${:promise}',
    check: ({ sections, text }) =>
      sections.flatMap((section): Found[] => {
        const content = optionOf(section, 'content');
        if (recipeOf(section) !== 'slapos.cookbook:promise.plugin' || content === undefined) return [];
        const { from, valueTo: to } = content;
        const message =
          'slapos.cookbook:promise.plugin reads no “content” any more: name the class by “module”, such as slapos.promise.plugin.check_url_available, or its file by “file”.';
        const finding: Found = { from, to, severity: 'warning', message };
        const prefix = pluginPackage(section);
        if (prefix === undefined) return [finding];
        const module = optionOf(section, 'module');
        if (module === undefined)
          return [{ ...finding, fix: replaceFix(from, to, `module = ${prefix}\${:promise}`) }];
        if (!/^\w+$/.test(module.value)) return [finding];
        const edits = [
          { from: module.valueFrom, to: module.valueTo, text: prefix + module.value },
          { from, to: text[to] === '\n' ? to + 1 : to, text: '' },
        ];
        return [{ ...finding, fix: { title: `Write “module = ${prefix}${module.value}”`, edits } }];
      }),
  },
  {
    id: 'promise-base',
    title: 'Where monitor-promise-base comes from',
    documents: ['extend-software-release-using-webrunner'],
    old: '<= monitor-promise-base in a profile that extends nothing',
    now: 'extends = {{ template_monitor }} in [buildout], and “raw template_monitor ${monitor2-template:output}” in the context of [instance-profile]',
    check: (profile) => {
      const { sections, path } = profile;
      if (isExtending(profile) || sections.some(({ name }) => name === 'monitor-promise-base')) return [];
      // A part of a profile, which another one extends or includes, has no parts of its own.
      if (!/(?:^|\/)instance\.cfg/.test(path) || !sections.some(({ name }) => name === 'buildout')) return [];
      return sections.flatMap((section): Found[] => {
        const base = optionOf(section, '<');
        if (base?.value !== 'monitor-promise-base') return [];
        const message =
          'No section monitor-promise-base is in reach: add “extends = {{ template_monitor }}” to [buildout].';
        return [{ from: base.valueFrom, to: base.valueTo, severity: 'warning', message }];
      });
    },
  },
];

/** Package, with a dot behind it, from which the old `content` of a promise takes the module that another option names. */
function pluginPackage(section: ProfileSection): string | undefined {
  const content = optionOf(section, 'content')?.value ?? '';
  return /^from\s+(slapos\.promise\.plugin\.)\$\{:\w+\}\s+import RunPromise$/.exec(content)?.[1];
}
