import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { hostEnvironment } from './hostEnvironment.ts';

test('the engine gets what builds need of the environment, and nothing else', () => {
  const needed = {
    HOME: '/home/u',
    PATH: '/bin',
    LANG: 'de_DE.UTF-8',
    PIP_INDEX_URL: 'https://i',
    GOPROXY: 'off',
  };
  const others = {
    ...{ PYTHONPATH: '/x', PYTHONHOME: '/x', PYTHONSTARTUP: '/x', VIRTUAL_ENV: '/x', LD_PRELOAD: '/x.so' },
    ...{ NODE_OPTIONS: '--x', SECRET: 'x', PIP_USER: '1', PIP_TARGET: '/x', WEBRUNNER_X: 'x' },
  };
  expect(hostEnvironment({ ...needed, ...others })).toEqual({ ...needed, PYTHONUNBUFFERED: '1' });
});

test('it has a home and UTF-8 in any case', () => {
  expect(hostEnvironment({})).toEqual({ HOME: homedir(), LANG: 'C.UTF-8', PYTHONUNBUFFERED: '1' });
  for (const odd of [
    { LANG: 'C' },
    { LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' },
    { LC_CTYPE: 'de_DE.ISO-8859-1' },
  ]) {
    expect(hostEnvironment(odd).LC_ALL).toBe('C.UTF-8');
  }
  expect(hostEnvironment({ LC_ALL: 'en_US.utf8', LANG: 'C' }).LC_ALL).toBe('en_US.utf8');
});

const loopback = 'localhost,127.0.0.1,127.0.0.0/8,::1,[::1]';

test.each(['http_proxy', 'HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])(
  'with %s, this machine is excepted from it, and the proxy stays for all others',
  (name) => {
    const chosen = hostEnvironment({ [name]: 'http://proxy:3128' });
    expect(chosen).toMatchObject({ [name]: 'http://proxy:3128', no_proxy: loopback, NO_PROXY: loopback });
  },
);

test('the exceptions of the user stay, whichever way they are spelled', () => {
  const proxy = { http_proxy: 'http://proxy:3128' };
  expect(hostEnvironment({ ...proxy, no_proxy: 'a.b, localhost', NO_PROXY: '.c' }).no_proxy).toBe(
    'a.b,localhost,.c,127.0.0.1,127.0.0.0/8,::1,[::1]',
  );
  expect(hostEnvironment({ ...proxy, no_proxy: '*' })).toMatchObject({ no_proxy: '*', NO_PROXY: '*' });
  expect(hostEnvironment({ http_proxy: '', no_proxy: 'a.b' })).toMatchObject({ no_proxy: 'a.b' });
  expect(hostEnvironment({ no_proxy: 'a.b' }).NO_PROXY).toBeUndefined();
});
