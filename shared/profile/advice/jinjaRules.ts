import { isDollarTemplate, isInstanceProfile, optionOf } from './profileText.ts';
import type { ProfileOption, ProfileSection } from './profileText.ts';
import type { Found, ProfileRule, TextEdit } from './rule.ts';

const inlineTemplate = /^(?:\{%-?\s*raw\s*-?%\}\s*)?inline:/;
const contextLine = /^[ \t]*(\w+)[ \t]+(\S+)[ \t]+\S.*$/gm;

/** Rules about templates that Jinja2 renders. */
export const jinjaRules: readonly ProfileRule[] = [
  {
    id: 'inline-raw',
    title: 'A template within a template',
    documents: ['extend-software-release-using-webrunner', 'porting-software'],
    old: 'template = inline: … {{ title }}, in instance.cfg.in',
    now: 'template = {% raw %}inline: … {{ title }}{% endraw %}',
    check: (profile) => {
      if (!isInstanceProfile(profile) || isDollarTemplate(profile)) return [];
      // Only what ends so is rendered when the software is built.
      if (!/\.(?:in|jinja2?|j2)$/.test(profile.path)) return [];
      return profile.sections.flatMap((section): Found[] => {
        const inline = inlineOf(section);
        if (inline === undefined || /\{%-?\s*raw\b/.test(inline.value)) return [];
        if (isRaw(profile.text, inline.from)) return [];
        const elsewhere = profile.text.slice(0, inline.from) + profile.text.slice(inline.valueTo);
        const own = namesOf(section).find(
          ({ name }) => mentions(inline.value, name) && !mentions(elsewhere, name),
        );
        if (own === undefined) return [];
        const { valueFrom: from, valueTo: to } = inline;
        return [
          {
            ...{ from, to, severity: 'warning' },
            message: `Building the software renders this file too, where “${own.name}” is not defined: write {% raw %} before and {% endraw %} behind this template, so that it is left to the instance.`,
            fix: {
              title: 'Put it between {% raw %} and {% endraw %}',
              edits: [
                { from, to: from, text: '{% raw %}' },
                { from: to, to, text: '{% endraw %}' },
              ],
            },
          },
        ];
      });
    },
  },
  {
    id: 'dotted-name',
    title: 'Dots in the names of a context',
    documents: ['porting-software'],
    old: 'key configuration.port instance-parameter:configuration.port, {{ configuration.port }}',
    now: 'key configuration_port instance-parameter:configuration.port, {{ configuration_port }}',
    check: ({ sections }) =>
      sections.flatMap((section): Found[] => {
        const inline = inlineOf(section);
        return namesOf(section)
          .filter(({ name }) => /^[A-Za-z_]\w*(?:\.\w+)+$/.test(name))
          .map(({ name, from }) => {
            const now = name.replaceAll('.', '_');
            const edits = [{ from, to: from + name.length, text: now }, ...usesOf(name, now, inline)];
            return {
              ...{ from, to: from + name.length, severity: 'warning' },
              message: `A template cannot reach a name with a dot: Jinja2 takes {{ ${name} }} for an attribute of “${name.split('.')[0] ?? ''}”, which is not defined. Write ${now}, here and in the template.`,
              fix: { title: `Write “${now}”`, edits },
            };
          });
      }),
  },
];

/** The option with a template that stands in the profile itself. */
function inlineOf(section: ProfileSection): ProfileOption | undefined {
  const template = optionOf(section, 'template');
  return inlineTemplate.test(template?.value ?? '') ? template : optionOf(section, 'inline');
}

/** The names that a section gives to its template, and where they stand. */
function namesOf(section: ProfileSection): { name: string; from: number }[] {
  const context = optionOf(section, 'context');
  if (context === undefined) return [];
  return [...context.value.matchAll(contextLine)].map(({ index, 0: all, 1: kind = '', 2: name = '' }) => ({
    name,
    from: context.valueFrom + index + all.indexOf(name, all.indexOf(kind) + kind.length),
  }));
}

/** Whether Jinja2 would replace the name: in a quoted `{{ '{{ name }}' }}` it does not. */
function mentions(template: string, name: string): boolean {
  const pattern = new RegExp(String.raw`(?<!['"])\{[{%][^{}]*\b${escaped(name)}\b`);
  return pattern.test(template);
}

/** Edits of what a template in the profile says of a name. */
function usesOf(name: string, now: string, inline: ProfileOption | undefined): TextEdit[] {
  if (inline === undefined) return [];
  const pattern = new RegExp(String.raw`(?<=\{[{%][^{}]*)\b${escaped(name)}\b`, 'g');
  return [...inline.value.matchAll(pattern)].map(({ index }) => {
    const from = inline.valueFrom + index;
    return { from, to: from + name.length, text: now };
  });
}

function isRaw(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return before.search(/\{%-?\s*raw\b(?![\s\S]*\{%-?\s*endraw\b)/) !== -1;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
