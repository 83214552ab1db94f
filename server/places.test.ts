import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  cacheProblem,
  defaultWorkspace,
  forsakenWorkspace,
  sourcesProblem,
  stateProblem,
  workspaceProblem,
} from '../scripts/setup/places.mjs';
import { createApp } from './app.ts';
import { startTestServer } from './testServer.ts';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
let base: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
});
afterEach(() => rm(base, { recursive: true }));

describe('a place whose path', () => {
  const odd: [character: string, name: string][] = [
    [' ', 'a blank'],
    ['\u00a0', 'the character U+00A0'],
    ['\t', 'the character U+0009'],
    ['\n', 'the character U+000A'],
    ['\u202e', 'the character U+202E'],
    ['\ufffd', 'the character U+FFFD'],
    ...'# % " \' $ ; [ ] \\ & ( ) * ? < > ` { | }'
      .split(' ')
      .map((character): [string, string] => [character, `the character ${character}`]),
  ];
  test.each(odd)('has %j is refused in one sentence that names it and what to do', (character, name) => {
    for (const [problem, option] of [
      [workspaceProblem, '--workspace'],
      [stateProblem, '--state'],
      [cacheProblem, 'XDG_CACHE_HOME'],
    ] as const) {
      const folder = join(base, `a${character}b`, 'c');
      const sentence = problem(folder);
      expect(sentence).toContain(JSON.stringify(folder));
      expect(sentence).toContain(`has ${name} in its path`);
      expect(sentence).toContain(option);
      expect(sentence).toMatch(/^[^\n]*\.$/);
    }
  });

  test.each(['plain', '-x', 'é', '工作', '😀', 'a+b@c,d=e~f!g^h_i.j', 'x'.repeat(200)])(
    'is %j is good',
    (name) => {
      expect(workspaceProblem(join(base, name))).toBeUndefined();
      expect(stateProblem(join(base, name))).toBeUndefined();
      expect(cacheProblem(join(base, name))).toBeUndefined();
    },
  );

  test('has the character of a URL is none for the sources, which import each other', () => {
    expect(sourcesProblem(join(base, 'a b$%'))).toBeUndefined();
    expect(sourcesProblem(join(base, 'a#b'))).toMatch(
      /"[^"]*a#b" has the character # in its path.*: move it to another/,
    );
  });

  test('has a colon is no place for what is on a search path', () => {
    expect(workspaceProblem(join(base, 'a:b'))).toBeUndefined();
    expect(stateProblem(join(base, 'a:b'))).toContain('the character :');
    expect(cacheProblem(join(base, 'a:b'))).toContain('the character :');
  });

  test('is odd only by a link is good, and one that a link leads to is not', async () => {
    await mkdir(join(base, 'good'));
    await symlink(join(base, 'good'), join(base, 'odd #'));
    expect(workspaceProblem(join(base, 'odd #', 'new'))).toBeUndefined();
    await mkdir(join(base, 'really odd'));
    await symlink(join(base, 'really odd'), join(base, 'link'));
    expect(workspaceProblem(join(base, 'link', 'new'))).toContain(
      '"' + join(base, 'really odd', 'new') + '"',
    );
  });
});

test('the server makes nothing in a place that it refuses', async () => {
  await using server = await startTestServer();
  const options = { ...serverOptions(server.base), state: join(base, 'state') };
  await expect(createApp({ ...options, workspace: join(base, 'my work') })).rejects.toThrow(
    /^The workspace ".*my work" has a blank in its path, which breaks builds: .* --workspace\.$/,
  );
  await expect(
    createApp({ ...options, state: join(base, '100%'), workspace: join(base, 'work') }),
  ).rejects.toThrow(/^The state directory ".*100%" has the character % in its path.* --state\.$/);
  expect(await readdir(base)).toEqual([]);
});

function serverOptions(folder: string) {
  return {
    ...{
      port: 0,
      portIsExplicit: false,
      host: '127.0.0.1',
      origins: [],
      noDownloads: false,
      open: false,
      json: false,
      partitions: 10,
    },
    ...{ stopServicesOnExit: false, engineBin: undefined },
    staticDir: join(folder, 'page'),
    devPage: undefined,
    commandLine: join(folder, 'webrunner.mjs'),
    profilesDir: join(folder, 'profiles'),
  };
}

/** What `npm start` runs says, in the environment given, where it gives up before it installs anything. */
function startRefusal(args: string[], env: NodeJS.ProcessEnv) {
  const script = join(project, 'scripts', 'start.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { ...process.env, HOME: base, SECRET: 'kept for ourselves', ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm start refuses, in one sentence and before it installs anything,', () => {
  test.each<[title: string, args: string[], env: NodeJS.ProcessEnv, sentence: RegExp]>([
    [
      'an odd workspace',
      ['--workspace', '/tmp/my work'],
      {},
      /"\/tmp\/my work" has a blank .* --workspace\.$/,
    ],
    ['an odd state', ['--state=/tmp/50%'], {}, /"\/tmp\/50%" has the character % .* --state\.$/],
    [
      'a name of two lines',
      ['--state=/tmp/a\nb'],
      {},
      /"\/tmp\/a\\nb" has the character U\+000A .* --state\.$/,
    ],
    [
      'its own checkout',
      ['--workspace', project],
      {},
      /is a checkout of Webrunner itself: .* --workspace\.$/,
    ],
    ['an odd home', [], { HOME: '/tmp/a b' }, /"\/tmp\/a b\/\.webrunner" has a blank .* --state\.$/],
    ['an odd cache', [], { XDG_CACHE_HOME: '/tmp/#' }, /"\/tmp\/#\/webrunner" .* set XDG_CACHE_HOME/],
  ])('%s', (_title, args, env, sentence) => {
    const { status, stdout, stderr } = startRefusal(args, env);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr.trimEnd()).toMatch(sentence);
  });
});

describe('a checkout of Webrunner', () => {
  test('is refused as a workspace, and so is what lies in it', () => {
    expect(workspaceProblem(project)).toBe(
      `The workspace ${project} is a checkout of Webrunner itself: choose another folder with --workspace.`,
    );
    expect(workspaceProblem(join(project, 'new', 'folder'))).toContain(
      `lies in ${project}, which is a checkout`,
    );
    // Whoever works on the bundled profiles does it there.
    expect(workspaceProblem(join(project, 'profiles'))).toBeUndefined();
    expect(workspaceProblem(dirname(project))).toBeUndefined();
  });
});

describe('the default workspace', () => {
  const state = () => join(base, '.webrunner');
  const note = async (workspace: string) => {
    await mkdir(state(), { recursive: true });
    await writeFile(join(state(), 'profiles.json'), JSON.stringify({ [workspace]: ['stack/a.cfg'] }));
  };
  const checkout = async () => {
    await mkdir(join(base, 'webrunner', 'engine', 'webrunner_engine'), { recursive: true });
    await writeFile(join(base, 'webrunner', 'package.json'), '{\n  "name": "webrunner"\n}');
  };

  test('is a folder of its own, also beside a checkout in ~/webrunner', async () => {
    expect(defaultWorkspace(base, state())).toBe(join(base, 'slapos-workspace'));
    await checkout();
    expect(defaultWorkspace(base, state())).toBe(join(base, 'slapos-workspace'));
    expect(forsakenWorkspace(base, state())).toBeUndefined();
  });

  test('stays ~/webrunner for whoever has a workspace there: it was given profiles, or has some', async () => {
    await mkdir(join(base, 'webrunner'));
    expect(defaultWorkspace(base, state())).toBe(join(base, 'slapos-workspace'));
    await note(join(base, 'webrunner'));
    expect(defaultWorkspace(base, state())).toBe(join(base, 'webrunner'));
    await rm(state(), { recursive: true });
    await mkdir(join(base, 'webrunner', 'software'));
    await mkdir(join(base, 'webrunner', 'stack'));
    expect(defaultWorkspace(base, state())).toBe(join(base, 'webrunner'));
  });

  test('does not change again', async () => {
    await note(join(base, 'slapos-workspace'));
    await mkdir(join(base, 'webrunner', 'software'), { recursive: true });
    await mkdir(join(base, 'webrunner', 'stack'));
    expect(defaultWorkspace(base, state())).toBe(join(base, 'slapos-workspace'));
  });

  test('is not a checkout that an earlier version put profiles into, and that is known', async () => {
    await checkout();
    await mkdir(join(base, 'webrunner', 'software'));
    await mkdir(join(base, 'webrunner', 'stack'));
    await note(join(base, 'webrunner'));
    expect(defaultWorkspace(base, state())).toBe(join(base, 'slapos-workspace'));
    expect(forsakenWorkspace(base, state())).toBe(join(base, 'webrunner'));
  });
});
