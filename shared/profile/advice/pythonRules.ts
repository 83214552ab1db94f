import { replaceFix } from './rule.ts';
import type { Found, PythonRule, TextEdit } from './rule.ts';

/** Rules about promises and recipes written in Python. */
export const pythonRules: readonly PythonRule[] = [
  {
    id: 'promise-interface',
    title: 'The class of a promise',
    documents: ['extend-software-release-using-webrunner', 'porting-software'],
    old: 'class RunPromise(GenericPromise):',
    now: '@implementer(interface.IPromise) on the line above it',
    checkPython: (text) => {
      const found = /^class RunPromise\((?:\w+\.)*GenericPromise\):/m.exec(text);
      if (found === null) return [];
      const from = found.index;
      const above = text.slice(0, from).trimEnd();
      const last = above.slice(above.lastIndexOf('\n') + 1);
      if (last.startsWith('@') || /^\s*(?:zope\.interface\.)?classImplements\(\s*RunPromise\b/m.test(text))
        return [];
      const message =
        'slapgrid refuses a promise whose class does not say that it is one: write “@implementer(interface.IPromise)” on the line above.';
      const decorator = { from, to: from, text: '@implementer(interface.IPromise)\n' };
      const fix = {
        title: 'Add “@implementer(interface.IPromise)”',
        edits: [...missingImports(text), decorator],
      };
      return [{ from, to: from + found[0].length, severity: 'warning', message, fix }];
    },
  },
  {
    id: 'create-directory',
    title: 'Making a folder in a recipe',
    documents: ['porting-software'],
    old: "self.createDirectory(self.options['directory'])",
    now: "os.makedirs(self.options['directory'], exist_ok=True)",
    checkPython: (text) =>
      text.includes('GenericBaseRecipe')
        ? [...text.matchAll(/self\.createDirectory\((self\.options\['[\w-]+'\]|\w+)\)/g)].map(
            ({ index: from, 0: all, 1: path = '' }): Found => {
              const to = from + all.length;
              const now = `os.makedirs(${path}, exist_ok=True)`;
              const message = `createDirectory takes the folder above and a name: write ${now}, with “import os”.`;
              const edits = [...addImports(text, [['import os', /^import os\b/m]]), { from, to, text: now }];
              return { from, to, severity: 'warning', message, fix: { title: `Write “${now}”`, edits } };
            },
          )
        : [],
  },
  {
    id: 'curly-quotes',
    title: 'Quotation marks of a web page',
    documents: ['porting-software'],
    old: 'self.getConfig(‘log-file’)',
    now: "self.getConfig('log-file')",
    checkPython: (text) =>
      [...text.matchAll(/(?<=[(,=[]\s*f?)(?:‘[^’'"\n]*’|“[^”'"\n]*”)/g)].map(({ index: from, 0: all }) => ({
        ...{ from, to: from + all.length, severity: 'warning' },
        message: 'Python knows straight quotation marks only.',
        fix: replaceFix(from, from + all.length, all.replace(/[‘’]/g, "'").replace(/[“”]/g, '"')),
      })),
  },
];

function missingImports(text: string): TextEdit[] {
  return addImports(text, [
    ['from zope.interface import implementer', /^from zope\.interface import .*\bimplementer\b/m],
    ['from slapos.grid.promise import interface', /^from slapos\.grid\.promise import .*\binterface\b/m],
  ]);
}

/** What adds imports above the first one, as far as the text lacks them. */
function addImports(text: string, wanted: readonly (readonly [line: string, present: RegExp])[]): TextEdit[] {
  const lines = wanted.filter(([, present]) => !present.test(text)).map(([line]) => `${line}\n`);
  const at = Math.max(0, text.search(/^(?:from|import) /m));
  return lines.length === 0 ? [] : [{ from: at, to: at, text: lines.join('') }];
}
