import { expect, test } from 'vitest';
import { tabLabels } from './tabLabels.ts';

test('two open files of one name are told apart by their folders', () => {
  const labels = tabLabels(['workspace/a/buildout.cfg', 'workspace/b/buildout.cfg', 'workspace/a/x.cfg']);
  expect([...labels.values()]).toEqual(['buildout.cfg — a', 'buildout.cfg — b', 'x.cfg']);
});
