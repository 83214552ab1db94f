import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspacePaths } from '../../core/files/workspacePaths.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import { openProfileServer } from './profileServer.ts';

let base: string;
let owned: DisposableStore;
beforeEach(async () => {
  owned = new DisposableStore();
  base = await realpath(await mkdtemp(join(tmpdir(), 'serve-')));
  await mkdir(join(base, 'w/software/hello world'), { recursive: true });
  await mkdir(join(base, 'w/.git'));
  await mkdir(join(base, 'inst'));
  await writeFile(join(base, 'w/software/hello world/software.cfg'), '[buildout]\n');
  await writeFile(join(base, 'w/.git/config'), 'secret');
  await writeFile(join(base, 'outside'), 'secret');
});
afterEach(async () => {
  await owned.dispose();
  await rm(base, { recursive: true });
});

async function open() {
  const roots = { workspace: join(base, 'w'), instances: join(base, 'inst'), releases: join(base, 'soft') };
  return owned.add(await openProfileServer(join(base, 'server.json'), createWorkspacePaths(roots)));
}

const profile = 'software/hello world/software.cfg';

test('serves the files of the workspace to who has the token', async () => {
  const server = await open();
  const url = await server.urlOf(profile);
  const answer = await fetch(url);
  expect([answer.status, await answer.text()]).toEqual([200, '[buildout]\n']);
  expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('11');
  expect(server.pathOf(url)).toBe(profile);
  expect((await stat(join(base, 'server.json'))).mode & 0o777).toBe(0o600);
});

test('serves nothing else: no folder, nothing hidden or outside, and nothing without the token', async () => {
  await symlink(join(base, 'outside'), join(base, 'w/link'));
  await symlink(join(base, 'w/software'), join(base, 'w/inside'));
  const server = await open();
  const url = await server.urlOf(profile);
  const { origin, pathname } = new URL(url);
  const token = pathname.split('/')[1] ?? '';
  const statusOf = async (path: string) => (await fetch(`${origin}${path}`)).status;
  expect(await statusOf(`/${token}/inside/hello%20world/software.cfg`)).toBe(200);
  for (const path of [
    '/',
    `/${token}`,
    `/${token}/`,
    `/${token}/software`,
    `/${token}/link`,
    `/${token}/.git/config`,
    `/${token}/%2e%2e/outside`,
    `/${token}/software%2F..%2F..%2Foutside`,
    `/${token}/none`,
    `/${token}/%zz`,
    `/${token.slice(1)}/software/hello%20world/software.cfg`,
    `/software/hello%20world/software.cfg`,
  ])
    expect([path, await statusOf(path)]).toEqual([path, 404]);
  expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(404);
  expect(server.pathOf(`${origin}/other/software.cfg`)).toBeUndefined();
});

test('a file has the same URL after a restart', async () => {
  const first = await open();
  const url = await first.urlOf(profile);
  await first.dispose();
  const second = await open();
  expect(second.pathOf(url)).toBe(profile);
  expect(await second.urlOf(profile)).toBe(url);
  expect((await fetch(url)).status).toBe(200);
});
