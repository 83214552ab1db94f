import { expect, test } from 'vitest';
import { languageOf } from './languageOf.ts';

test.each([
  ['workspace/software/helloworld/software.cfg', 'buildout'],
  ['workspace/software/helloworld/instance.cfg.in', 'buildout'],
  ['workspace/x/instance.cfg.jinja2.in', 'buildout'],
  ['workspace/x/template.in', 'buildout'],
  ['workspace/x/run.sh.in', 'shell'],
  ['workspace/x/web.py', 'python'],
  ['workspace/x/page.html.j2', 'html'],
  ['workspace/software/x/software.cfg.json', 'json'],
  ['instances/slappart0/.installed.cfg', 'buildout'],
  ['workspace/x.cfg/LICENSE', 'plaintext'],
  ['workspace/Makefile', 'plaintext'],
])('%s is %s', (path, language) => {
  expect(languageOf(path)).toBe(language);
});
