import express from 'express';
import { expect, test } from 'vitest';
import { serveApi } from '../../testApi.ts';
import { findSection } from './findSection.ts';

const files: Readonly<Record<string, string>> = {
  'workspace/software/a/software.cfg': '[buildout]\nextends = ../../stack/slapos.cfg\nparts = hello\n',
  'workspace/software/a/instance.cfg.in': '[buildout]\nparts = publish\n\n[publish]\nrecipe = x\n',
  'workspace/software/a/README.md': '[publish]\n',
  'workspace/stack/slapos.cfg': '[buildout]\nextends = slapos.cfg more.cfg\n',
  'workspace/stack/more.cfg': '# more\n[hello]\nrecipe = x\n',
};

const app = express();
app.get('/api/folder', (_request, response) => {
  const entries = ['README.md', 'instance.cfg.in', 'software.cfg'].map((name) => ({ name, kind: 'file' }));
  response.json({ entries });
});
app.get('/api/file', ({ query }, response) => {
  const text = typeof query.path === 'string' ? files[query.path] : undefined;
  if (text === undefined) response.status(404).json({ error: { code: 'not_found', message: 'No file.' } });
  else response.type('application/octet-stream').send(Buffer.from(text));
});
serveApi(app);

const release = { path: 'workspace/software/a/software.cfg' };

test('a section of the software is found in the profiles that the release extends, also where they go round', async () => {
  expect(await findSection(release, 'software', 'hello')).toEqual({
    path: 'workspace/stack/more.cfg',
    line: 2,
  });
});

test('a section of an instance is found in the profile that it was rendered from', async () => {
  expect(await findSection(release, 'instance', 'publish')).toEqual({
    path: 'workspace/software/a/instance.cfg.in',
    line: 4,
  });
});

test('a section that no profile has is not found', async () => {
  expect(await findSection(release, 'software', 'publish')).toBeUndefined();
});
