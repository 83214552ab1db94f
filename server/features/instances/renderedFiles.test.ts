import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspacePaths } from '../../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { listInstalled } from './installedParts.ts';
import { listRendered } from './renderedFiles.ts';

let base: string;
let paths: WorkspacePaths;
const hash = '0123456789abcdef0123456789abcdef';

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'rendered-')));
  const roots = {
    workspace: join(base, 'workspace'),
    instances: join(base, 'state/inst'),
    releases: join(base, 'state/soft'),
  };
  for (const root of Object.values(roots)) await mkdir(root, { recursive: true });
  paths = createWorkspacePaths(roots, join(base, 'state'));
});
afterEach(() => rm(base, { recursive: true }));

async function write(name: string, text: string): Promise<void> {
  const path = join(base, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** `.installed.cfg` with these parts, each of them options by name. */
function installed(parts: Record<string, Record<string, string>>): string {
  const sections = Object.entries(parts).map(
    ([name, options]) =>
      `\n[${name}]\n${Object.entries(options)
        .map(([option, value]) => `${option} = ${value.replaceAll('\n', '\n\t')}\n`)
        .join('')}`,
  );
  return `[buildout]\nparts = ${Object.keys(parts).join(' ')}\n${sections.join('')}`;
}

async function writeInstance(): Promise<void> {
  const release = join(base, `state/soft/${hash}`);
  await write(
    `state/soft/${hash}/.installed.cfg`,
    installed({
      tool: {
        recipe: 'slapos.recipe.build',
        url: `${base}/workspace/tool.cfg`,
        output: `${release}/tool.cfg`,
      },
      script: { recipe: 'slapos.recipe.template', url: 'x.in', output: `${release}/bin/script` },
      monitor: {
        recipe: 'slapos.recipe.template:jinja2',
        url: `${base}/workspace/software/one/../../stack/monitor.cfg.in`,
        output: `${release}/monitor.cfg`,
      },
      instance: {
        recipe: 'slapos.recipe.template:jinja2',
        url: `file://${base}/workspace/software/one/instance.cfg.in`,
        output: `${release}/instance.cfg`,
      },
      far: {
        recipe: 'slapos.recipe.template',
        url: 'https://example.org/a.cfg',
        output: `${release}/far.cfg`,
      },
    }),
  );
  await write(`state/soft/${hash}/instance.cfg`, '');
  await write('state/inst/slappart0/buildout.cfg', '');
  await symlink(release, join(base, 'state/inst/slappart0/software_release'));
  await write(
    'state/inst/slappart0/.installed.cfg',
    installed({
      config: {
        recipe: 'slapos.recipe.template:jinja2',
        __buildout_installed__: `${base}/state/inst/slappart0/etc/a\netc/b\n/usr/lib/x`,
        inline: 'Hello\n{{ name }}',
        output: `${base}/state/inst/slappart0/etc/config`,
      },
      old: {
        recipe: 'slapos.recipe.template:jinja2',
        template: 'inline:\nold {{ way }}',
        rendered: 'etc/old',
      },
      secret: { recipe: 'slapos.recipe.template', url: '/etc/passwd', output: 'etc/passwd' },
      outside: { recipe: 'slapos.recipe.template', url: 'a', output: '/etc/outside' },
      wrapper: { recipe: 'slapos.cookbook:wrapper', url: 'a', output: 'bin/b' },
      'switch-softwaretype': { recipe: 'slapos.cookbook:switch-softwaretype', default: 'config:output' },
    }),
  );
  await write(
    'state/inst/slappart0/.installed-switch-softwaretype.cfg',
    installed({ nested: { recipe: 'slapos.recipe.template', url: 'etc/config', output: 'srv/nested' } }),
  );
}

test('lists templates and what they made, from the release to the files of the software type', async () => {
  await writeInstance();
  const jinja2 = 'slapos.recipe.template:jinja2';
  const plain = 'slapos.recipe.template';
  expect(await listRendered(paths, 'instances/slappart0')).toEqual([
    {
      part: 'instance',
      recipe: jinja2,
      source: 'workspace/software/one/instance.cfg.in',
      result: `releases/${hash}/instance.cfg`,
    },
    {
      part: 'monitor',
      recipe: jinja2,
      source: 'workspace/stack/monitor.cfg.in',
      result: `releases/${hash}/monitor.cfg`,
    },
    { part: 'far', recipe: plain, result: `releases/${hash}/far.cfg` },
    {
      part: 'buildout.cfg',
      recipe: 'slapgrid',
      source: `releases/${hash}/instance.cfg`,
      result: 'instances/slappart0/buildout.cfg',
    },
    {
      part: 'config',
      recipe: jinja2,
      sourceText: 'Hello\n{{ name }}',
      result: 'instances/slappart0/etc/config',
    },
    { part: 'old', recipe: jinja2, sourceText: 'old {{ way }}', result: 'instances/slappart0/etc/old' },
    { part: 'secret', recipe: plain, result: 'instances/slappart0/etc/passwd' },
    {
      part: 'nested',
      recipe: plain,
      source: 'instances/slappart0/etc/config',
      result: 'instances/slappart0/srv/nested',
    },
  ]);
});

test('lists the parts that were installed, with those of the software type, by client paths', async () => {
  await writeInstance();
  const parts = await listInstalled(paths, 'instances/slappart0');
  expect(parts.map(({ name }) => name)).toEqual([
    ...['config', 'old', 'secret', 'outside', 'wrapper', 'switch-softwaretype', 'nested'],
  ]);
  expect(parts[0]).toEqual({
    name: 'config',
    recipe: 'slapos.recipe.template:jinja2',
    installed: ['instances/slappart0/etc/a', 'instances/slappart0/etc/b', '/usr/lib/x'],
    options: [
      { name: 'inline', value: 'Hello\n{{ name }}' },
      { name: 'output', value: `${base}/state/inst/slappart0/etc/config` },
    ],
  });
});

test('says that there is nothing yet, and lists what there is without a release', async () => {
  await expect(listInstalled(paths, 'instances/slappart0')).rejects.toMatchObject({ code: 'not_found' });
  await expect(listRendered(paths, 'instances/slappart0')).rejects.toMatchObject({ code: 'not_found' });
  await mkdir(join(base, 'state/inst/slappart0'), { recursive: true });
  expect(await listInstalled(paths, 'instances/slappart0')).toEqual([]);
  expect(await listRendered(paths, 'instances/slappart0')).toEqual([]);
  await writeInstance();
  await rm(join(base, `state/soft/${hash}`), { recursive: true });
  expect((await listRendered(paths, 'instances/slappart0')).map(({ part }) => part)).toEqual([
    ...['buildout.cfg', 'config', 'old', 'secret', 'nested'],
  ]);
});

test('follows no link out of the roots', async () => {
  const secret = installed({ leaked: { recipe: 'slapos.recipe.template', url: '/a', output: 'b.cfg' } });
  await write('outside/.installed.cfg', secret);
  await write('state/token', secret);
  await mkdir(join(base, 'state/inst/slappart1'), { recursive: true });
  for (const target of ['outside/.installed.cfg', 'state/token']) {
    const link = join(base, 'state/inst/slappart1/.installed.cfg');
    await symlink(join(base, target), link);
    await expect(listInstalled(paths, 'instances/slappart1')).rejects.toMatchObject({ code: 'path_outside' });
    await expect(listRendered(paths, 'instances/slappart1')).rejects.toMatchObject({ code: 'path_outside' });
    await rm(link);
  }
  await write('state/inst/slappart1/.installed.cfg', installed({}));
  await symlink(join(base, 'outside'), join(base, 'state/inst/slappart1/software_release'));
  expect(await listRendered(paths, 'instances/slappart1')).toEqual([]);
  await mkdir(join(base, 'state/inst/slappart2/.installed.cfg'), { recursive: true });
  await expect(listInstalled(paths, 'instances/slappart2')).rejects.toMatchObject({ code: 'is_directory' });
});
