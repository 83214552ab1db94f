import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { SoftwareInstance } from '../instances.ts';
import type { Release } from '../releases.ts';
import { planRequest } from './planRequest.ts';
import { isRequestFile, readRequestFile, requestFilePath, writeRequestFile } from './requestFile.ts';
import { slaposRequest } from './slaposRequest.ts';

const path = 'workspace/request/site.json';
const helloworld: Release = {
  name: 'helloworld',
  path: 'workspace/software/helloworld/software.cfg',
  url: '/w/software/helloworld/software.cfg',
  folder: 'releases/a',
  software: { state: 'completed' },
  instances: [{ reference: 'helloworld', status: { state: 'idle' } }],
  changes: [],
};

function instanceOf(changes: Partial<SoftwareInstance>): SoftwareInstance {
  return {
    ...{ computer: 'local', partition: 'slappart0', reference: 'helloworld', release: 'helloworld' },
    ...{ softwareType: 'default', requestedState: 'started', instanceParameters: {} },
    ...{ connectionParameters: {}, processes: [], promises: [] },
    ...changes,
  };
}

/** The words that a shell makes of a command line. */
function wordsOf(line: string): string[] {
  const script = `slapos() { printf '%s\\0' slapos "$@"; }; ${line}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

it('a request file is in a folder request, of the workspace or of a project in it', () => {
  expect(isRequestFile(path)).toBe(true);
  expect(isRequestFile('workspace/slapos/request/a.json')).toBe(true);
  expect(isRequestFile('workspace/software/a/b/request/a.json')).toBe(false);
  expect(isRequestFile('instances/slappart0/request/a.json')).toBe(false);
  expect(requestFilePath('workspace/slapos/software/a/software.cfg', 'a')).toBe(
    'workspace/slapos/request/a.json',
  );
  expect(requestFilePath('https://example.com/software/a/software.cfg', 'a')).toBe(
    'workspace/request/a.json',
  );
});

it('a request that is written is read as it was, and has the name of its file', () => {
  const request = {
    release: 'helloworld',
    reference: 'site',
    parameters: { port: 8 },
    state: 'stopped' as const,
  };
  const text = writeRequestFile(path, request);
  expect(text).not.toContain('reference');
  expect(readRequestFile(path, text)).toEqual({ request });
  const other = writeRequestFile('workspace/request/other.json', request);
  expect(readRequestFile('workspace/request/other.json', other)).toEqual({ request });
});

it('what is wrong in a file is told with its place', () => {
  const problems = (text: string) => {
    const read = readRequestFile(path, text);
    return 'problems' in read ? read.problems : [];
  };
  expect(problems('{\n  "release": }')).toMatchObject([{ place: { line: 2, column: 14 } }]);
  expect(problems('{"release": "a", "tpye": "x"}')).toMatchObject([{ pointer: '/tpye' }]);
  expect(problems('{"release": 7}')).toEqual([
    { pointer: '/release', sentence: '"release" has to be a string.' },
  ]);
  expect(problems('{"release": "a", "state": "gone"}')).toEqual([
    { pointer: '/state', sentence: '"state" has to be "started" or "stopped".' },
  ]);
  expect(problems('{"release": "a", "host": "b"}')).toMatchObject([{ pointer: '/host' }]);
});

it('a release is named by its name, its path or its URL', () => {
  for (const release of ['helloworld', 'software/helloworld/software.cfg', helloworld.url]) {
    const plan = planRequest({ release, reference: 'site' }, { releases: [helloworld], instances: [] });
    expect(plan).toMatchObject({
      options: {
        release: 'helloworld',
        reference: 'site',
        steps: ['instance'],
        request: { parameters: {}, state: 'started' },
      },
    });
  }
});

it('what cannot be asked for here is refused at its place', () => {
  const pointerOf = (changes: object) => {
    const request = { release: 'helloworld', reference: 'site', ...changes };
    const plan = planRequest(request, { releases: [helloworld], instances: [] });
    return 'problem' in plan ? plan.problem.pointer : undefined;
  };
  expect(pointerOf({ release: 'other' })).toBe('/release');
  expect(pointerOf({ node: 'COMP-7' })).toBe('/node');
  expect(pointerOf({ shared: true })).toBe('/host');
});

it('a shared instance is asked of its host, in the run of whom a user requested', () => {
  const root = instanceOf({ reference: 'top', softwareType: 'cluster' });
  const host = instanceOf({ reference: 'front', partition: 'slappart1', requestedBy: root });
  const other = instanceOf({ reference: 'other', partition: 'slappart2' });
  const request = { release: 'helloworld', reference: 'docs', shared: true, host: 'front' };
  const world = { releases: [helloworld], instances: [root, host, other] };
  expect(planRequest(request, world)).toMatchObject({
    options: { reference: 'top', shared: { reference: 'docs', host: 'slappart1', parameters: {} } },
  });
  expect(planRequest({ ...request, host: undefined }, world)).toMatchObject({
    problem: { sentence: 'Say which is its host: front, other.' },
  });
});

it('a command line reaches slapos as it was meant, whatever its values hold', () => {
  const asked = {
    reference: 'my site',
    url: '/w/software.cfg',
    softwareType: 'default',
    shared: true,
    node: 'COMP-7',
    state: 'started' as const,
  };
  expect(
    wordsOf(slaposRequest({ ...asked, serialisation: 'xml', parameters: { a: "it's $HOME", n: 7 } })),
  ).toEqual(
    [
      'slapos',
      'request',
      'my site',
      '/w/software.cfg',
      '--type',
      'default',
      '--state',
      'started',
      '--slave',
    ].concat(['--node', 'computer_guid=COMP-7', '--parameters', "a=it's $HOME", 'n=7']),
  );
  const json = slaposRequest({ ...asked, serialisation: 'json-in-xml', parameters: { n: 7 } });
  expect(wordsOf(json).slice(-2)).toEqual(['--parameters', '_={"n":7}']);
  const strange = slaposRequest({ ...asked, serialisation: 'xml', parameters: { 'a=b': 'c' } });
  expect(wordsOf(strange).slice(-2)).toEqual(['--parameters-file', '-']);
});
