import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultWorkspace } from '../scripts/setup/places.mjs';
import { parseOptions, UsageError } from './options.ts';

test('without arguments everything has a default', () => {
  expect(parseOptions([], {})).toMatchObject({
    workspace: defaultWorkspace(homedir(), join(homedir(), '.webrunner')),
    state: join(homedir(), '.webrunner'),
    port: 8470,
    portIsExplicit: false,
    host: '127.0.0.1',
    origins: [],
    open: false,
    json: false,
    stopServicesOnExit: false,
    partitions: 20,
    noDownloads: false,
    engineBin: undefined,
  });
});

test('folders are made absolute, and every option is understood', () => {
  const line =
    '--workspace w --state=/s --port 0 --host [::1] --stop-services-on-exit --partitions 200 --engine /e --no-open --no-downloads';
  expect(parseOptions(line.split(' '), { DISPLAY: ':0' })).toMatchObject({
    workspace: join(process.cwd(), 'w'),
    state: '/s',
    port: 0,
    portIsExplicit: true,
    host: '::1',
    open: false,
    stopServicesOnExit: true,
    partitions: 200,
    noDownloads: true,
    engineBin: '/e',
  });
  expect(parseOptions([], { DISPLAY: ':0' })).toMatchObject({ open: true });
  for (const [value, noDownloads] of [
    ['1', true],
    ['0', false],
    ['', false],
  ] as const) {
    expect(parseOptions([], { WEBRUNNER_NO_DOWNLOADS: value })).toMatchObject({ noDownloads });
  }
  expect(parseOptions([], { WEBRUNNER_STATE: '/from/env' })).toMatchObject({ state: '/from/env' });
  expect(parseOptions(['--state', '/s'], { WEBRUNNER_STATE: '/from/env' })).toMatchObject({ state: '/s' });
  expect(parseOptions([], { WEBRUNNER_STATE: '' })).toMatchObject({ state: join(homedir(), '.webrunner') });
  expect(parseOptions(['--help'])).toBe('help');
});

test('origins are whole ones, as browsers write them', () => {
  const line = '--origin https://IDE.example.org:443/ --origin http://[::1]:9000';
  expect(parseOptions(line.split(' '), {})).toMatchObject({
    origins: ['https://ide.example.org', 'http://[::1]:9000'],
  });
});

test.each([
  [['--origin', 'ide.example.org']],
  [['--origin', '*']],
  [['--origin', 'null']],
  [['--origin', 'https://*']],
  [['--origin', 'ftp://ide.example.org']],
  [['--origin', 'https://ide.example.org/path']],
  [['--origin', 'https://ide.example.org/?a']],
  [['--origin', 'https://user@ide.example.org']],
  [['--origin', '']],
  [['--port', '65536']],
  [['--port', '-1']],
  [['--port', 'http']],
  [['--host', 'a b']],
  [['--partitions', '0']],
  [['--partitions', '201']],
  [['--partitions', '1e1']],
  [['--state', '']],
  [['--unknown']],
  [['positional']],
])('%j is refused with one line', (argv) => {
  expect(() => parseOptions(argv)).toThrow(UsageError);
  try {
    parseOptions(argv);
  } catch (error) {
    expect(String(error)).not.toContain('\n');
  }
});
