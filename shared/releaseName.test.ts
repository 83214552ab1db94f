import { expect, test } from 'vitest';
import { concernsReleases, firstReference, ReleaseName, releaseNames, releaseTitle } from './releaseName.ts';
import { InstanceReference } from './runs.ts';

test('releases are software*.cfg at any depth, and profiles with a description', () => {
  const names = releaseNames([
    'software/helloworld/software.cfg',
    'software/helloworld/instance.cfg.in',
    'software/erp5/software-py3.cfg',
    'software/dream/software_testnode.cfg',
    'software/monitor/test/cron/software.cfg',
    'software/mariadb/standalone.cfg',
    'software/mariadb/standalone.cfg.json',
    'software/mariadb/common.cfg',
  ]);
  expect([...names]).toEqual([
    ['helloworld', 'software/helloworld/software.cfg'],
    ['monitor/test/cron', 'software/monitor/test/cron/software.cfg'],
    ['dream/software_testnode', 'software/dream/software_testnode.cfg'],
    ['erp5/software-py3', 'software/erp5/software-py3.cfg'],
    ['mariadb/standalone', 'software/mariadb/standalone.cfg'],
  ]);
});

test('a release of a project in the workspace has the project before its name', () => {
  const names = releaseNames([
    'software/helloworld/software.cfg',
    'slapos/software/helloworld/software.cfg',
    'git/slapos/software/simpleran/software-ors.cfg',
    'slapos/stack/monitor/test/cron/software.cfg',
  ]);
  expect([...names.keys()]).toEqual(['slapos:helloworld', 'helloworld', 'git/slapos:simpleran/software-ors']);
});

test('what lies directly in software, too deep or elsewhere is no release', () => {
  const files = [
    'software.cfg',
    'software/software.cfg',
    'component/r/software.cfg',
    'a/b/c/software/deep/software.cfg',
    'software/1/2/3/4/5/6/7/software.cfg',
  ];
  expect([...releaseNames(files)]).toEqual([]);
  expect(files.filter(concernsReleases)).toEqual([]);
});

test('a folder and a profile of the same name are told apart', () => {
  const names = releaseNames(['software/a/software-b.cfg', 'software/a/software-b/software.cfg']);
  expect([...names.keys()]).toEqual(['a/software-b', 'a/software-b.cfg']);
});

test('profiles and descriptions that come or go concern the list, other files do not', () => {
  expect(concernsReleases('slapos/software/x/software-y.cfg')).toBe(true);
  expect(concernsReleases('software/x/y.cfg.json')).toBe(true);
  expect(concernsReleases('software/x/instance.cfg.in')).toBe(false);
  expect(concernsReleases('component/x/buildout.cfg')).toBe(false);
});

test('a URL is read as release, tag and host', () => {
  const raw = 'https://git.example.com/org/slapos';
  expect(releaseTitle(`${raw}/-/raw/1.0.445/software/simpleran/software-ors.cfg`)).toBe(
    'simpleran/software-ors 1.0.445 @ git.example.com',
  );
  expect(releaseTitle(`${raw}/raw/tag/1.0.445/software/helloworld/software.cfg`)).toBe(
    'helloworld 1.0.445 @ git.example.com',
  );
  expect(releaseTitle('http://[::1]:8000/helloworld/software.cfg')).toBe('helloworld @ [::1]:8000');
  expect(releaseTitle('https://example.com/%zz/software.cfg')).toBe('%zz @ example.com');
  expect(releaseTitle('slapos:erp5/software-py3')).toBe('slapos:erp5/software-py3');
});

test('the first reference is a legal one, and the name itself where that is', () => {
  expect(firstReference('helloworld')).toBe('helloworld');
  expect(firstReference('simpleran/software-ors')).toBe('simpleran-software-ors');
  expect(firstReference('slapos:helloworld')).toBe('slapos-helloworld');
  const url = firstReference('https://git.example.com/o/s/-/raw/1.0/software/helloworld/software.cfg');
  expect(url).toMatch(/^helloworld-1\.0-[0-9a-f]{8}$/);
  const odd = [
    'çédille',
    '~',
    '-x',
    '日本',
    'a'.repeat(300),
    'http://x/',
    'https://h/a/b/c/software.cfg',
    url,
  ];
  for (const name of odd) expect(InstanceReference.safeParse(firstReference(name)).success, name).toBe(true);
  expect(firstReference('http://a/x/software.cfg')).not.toBe(firstReference('http://b/x/software.cfg'));
});

test('a name is one line', () => {
  expect(ReleaseName.safeParse('slapos:simpleran/software-ors').success).toBe(true);
  expect(ReleaseName.safeParse('a\nb').success).toBe(false);
  expect(ReleaseName.safeParse('').success).toBe(false);
});
