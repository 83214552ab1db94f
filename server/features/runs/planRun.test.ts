import { expect, test } from 'vitest';
import { AppError } from '../../../shared/core/errors.ts';
import type { RunOptions } from '../../../shared/runs.ts';
import type { RequestedInstance } from '../../engine/master.ts';
import { planRun } from './planRun.ts';

const url = (name: string) => `/w/software/${name}/software.cfg`;
const instance = (reference: string, more: Partial<RequestedInstance> = {}): RequestedInstance => ({
  ...{ computer: 'local', partition: 'slappart0', reference, url: url('sample'), softwareType: 'cluster' },
  ...{ requestedState: 'started', instanceParameters: {}, connectionParameters: {} },
  ...{ processes: [], promises: [], ...more },
});
const checked: unknown[] = [];
const find = (name: string, known: readonly string[]) =>
  known.includes(name)
    ? Promise.resolve({ name, url: url(name), path: `workspace/software/${name}/software.cfg` })
    : Promise.reject(new AppError('not_found', 'There is no such release.'));
const plan = (
  options: Partial<RunOptions>,
  instances: RequestedInstance[] = [],
  state: 'ready' | 'starting' = 'ready',
) =>
  planRun({ release: 'sample', ...options }, 'user', {
    master: {
      status: () => ({ state }),
      instances: () =>
        state === 'ready'
          ? Promise.resolve(instances)
          : Promise.reject(new AppError('engine_unavailable', 'The engine is starting.')),
    },
    releases: {
      find: (name) => find(name, ['sample']),
      findKept: (name) => find(name, ['sample', 'deleted']),
      nameOf: (of) => (of === url('sample') ? 'sample' : undefined),
    },
    checkParameters: (...given) => {
      checked.push(given);
      if ('bad' in given[2])
        return Promise.reject(new AppError('parameters_invalid', 'No.', { detail: '/bad: No.' }));
      return Promise.resolve();
    },
  });

test('a run is a forced rebuild of both steps of the first instance unless said otherwise', async () => {
  expect(await plan({})).toEqual({
    draft: {
      release: { name: 'sample', url: url('sample') },
      ...{ reference: 'sample', computer: 'local', action: 'rebuild', trigger: 'user', scope: 'one' },
      ...{ verbose: false, force: true, steps: ['software', 'instance'] },
    },
    request: undefined,
  });
  const other = await plan({ reference: 'b', steps: ['instance', 'software'], force: false, verbose: true });
  expect(other.draft).toMatchObject({
    reference: 'b',
    force: false,
    verbose: true,
    steps: ['software', 'instance'],
  });
  expect((await plan({ steps: ['instance', 'instance'] })).draft.steps).toEqual(['instance']);
  await expect(plan({ release: 'other' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(plan({ release: 'deleted' })).rejects.toMatchObject({ code: 'not_found' });
  expect((await plan({ release: 'deleted', scope: 'all' })).draft).toMatchObject({ scope: 'all' });
});

test('destroys only what is there, and is named twice', async () => {
  const child = instance('child', { requestedBy: { computer: 'local', partition: 'slappart0' } });
  const there = [instance('a'), child, instance('b', { url: url('other') })];
  const destroy = (reference: string, confirm?: string) =>
    plan({ action: 'destroy', reference, ...(confirm === undefined ? {} : { confirm }) }, there);
  expect((await destroy('a', 'a')).draft).toMatchObject({
    action: 'destroy',
    reference: 'a',
    steps: ['instance'],
  });
  await expect(destroy('a')).rejects.toMatchObject({ code: 'not_confirmed' });
  await expect(destroy('a', 'A')).rejects.toMatchObject({ code: 'not_confirmed' });
  for (const name of ['b', 'child', 'none']) {
    await expect(destroy(name, name)).rejects.toMatchObject({ code: 'not_found' });
  }
  const starting = plan({ action: 'destroy', confirm: 'sample' }, [], 'starting');
  await expect(starting).rejects.toMatchObject({ code: 'engine_unavailable' });
});

test('destroys one that another requested by itself, and whatever is of a release that nobody knows', async () => {
  const typo = '/srv/w/software/typo/software.cfg';
  const left = {
    ...instance('child', {
      partition: 'slappart3',
      requestedBy: { computer: 'local', partition: 'slappart0' },
    }),
    url: typo,
  };
  const there = [instance('sample'), left];
  const wanted = { release: typo, reference: 'child', action: 'destroy' as const, confirm: 'child' };
  const planned = await plan({ ...wanted, partition: 'slappart3' }, there);
  expect(planned).toMatchObject({
    draft: { release: { name: typo, url: typo }, computer: 'local', action: 'destroy', steps: ['instance'] },
    partition: 'slappart3',
  });
  await expect(plan({ ...wanted, partition: 'slappart4' }, there)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(plan(wanted, there)).rejects.toMatchObject({ code: 'not_found' });
  expect((await plan(wanted, [{ ...instance('child'), url: typo }])).draft.release.url).toBe(typo);
  await expect(plan({ partition: 'slappart3' }, there)).rejects.toMatchObject({ code: 'bad_request' });
  await expect(plan({ computer: 'COMP-7' }, there)).rejects.toMatchObject({ code: 'bad_request' });
  const elsewhere = { ...wanted, computer: 'COMP-7', partition: 'slappart3' };
  await expect(plan(elsewhere, there)).rejects.toMatchObject({ code: 'not_found' });
});

test('removes a release that has no instances, also one whose profile is gone', async () => {
  const remove = (release: string, there: RequestedInstance[], confirm = release) =>
    plan({ release, action: 'remove', confirm }, there);
  expect((await remove('sample', [])).draft).toMatchObject({ action: 'remove', steps: ['software'] });
  expect((await remove('deleted', [])).draft.release).toEqual({ name: 'deleted', url: url('deleted') });
  await expect(remove('sample', [], 'other')).rejects.toMatchObject({ code: 'not_confirmed' });
  await expect(remove('other', [])).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    remove('sample', [instance('a'), instance('b', { partition: 'slappart4' })]),
  ).rejects.toMatchObject({
    code: 'has_instances',
    message: expect.stringContaining('a (slappart0), b (slappart4)') as unknown,
  });
});

test('checks parameters by the type that is asked for, else by the one that the instance has', async () => {
  checked.length = 0;
  const path = 'workspace/software/sample/software.cfg';
  const there = [instance('sample')];
  const withTitle = { parameters: { title: 'x' } };
  expect((await plan({ request: withTitle }, there)).request).toEqual(withTitle);
  await plan({ request: { ...withTitle, softwareType: 'single' } }, there);
  await plan({ request: withTitle }, []);
  await plan({ request: withTitle }, there, 'starting');
  await plan({ request: { state: 'stopped' } }, there);
  expect(checked).toEqual(
    ['cluster', 'single', undefined, undefined].map((softwareType) => [
      ...[path, { softwareType, shared: false }, withTitle.parameters],
    ]),
  );
  await expect(plan({ request: { parameters: { bad: 1 } } })).rejects.toMatchObject({
    ...{ code: 'parameters_invalid', detail: '/bad: No.' },
  });
});

test('a shared instance is asked of its host, by the type of which its parameters are checked', async () => {
  checked.length = 0;
  const own = { sharedReference: '_a', instanceParameters: {}, connectionParameters: {} };
  const child = { partition: 'slappart1', requestedBy: { computer: 'local', partition: 'slappart0' } };
  const there = [
    instance('sample', { sharedInstances: [{ reference: 'a', ...own }] }),
    instance('child', { ...child, softwareType: 'other' }),
  ];
  const shared = { reference: 'b', host: 'slappart1', parameters: { title: 'x' } };
  const planned = await plan({ steps: ['instance'], shared }, there);
  expect(planned.shared).toEqual(shared);
  expect(planned.draft).toMatchObject({ reference: 'sample', shared: { reference: 'b', host: 'slappart1' } });
  expect(planned.draft.shared).not.toHaveProperty('parameters');
  expect(checked).toEqual([
    ['workspace/software/sample/software.cfg', { softwareType: 'other', shared: true }, { title: 'x' }],
  ]);
  await expect(plan({ shared: { reference: 'b', parameters: { bad: 1 } } }, there)).rejects.toMatchObject({
    code: 'parameters_invalid',
  });
  for (const lost of [[], [instance('other')]])
    await expect(plan({ shared: { reference: 'b' } }, lost)).rejects.toMatchObject({ code: 'not_found' });

  const destroyed = (reference: string) => ({ reference, state: 'destroyed' as const });
  await expect(plan({ shared: destroyed('a') }, there)).rejects.toMatchObject({ code: 'not_confirmed' });
  expect((await plan({ shared: destroyed('a'), confirm: 'a' }, there)).shared).toEqual(destroyed('a'));
  await expect(plan({ shared: destroyed('b'), confirm: 'b' }, there)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(plan({ shared, steps: ['software'] }, there)).rejects.toMatchObject({ code: 'bad_request' });
  await expect(plan({ shared, action: 'destroy', confirm: 'sample' }, there)).rejects.toMatchObject({
    code: 'bad_request',
  });
});

test('refuses what makes no sense', async () => {
  const request = { state: 'stopped' as const };
  for (const options of [
    { action: 'destroy', scope: 'all', confirm: 'sample' },
    { action: 'remove', confirm: 'sample', request },
    { scope: 'all', request },
    { steps: ['software'], request },
  ] satisfies Partial<RunOptions>[]) {
    await expect(plan(options, [instance('sample')])).rejects.toMatchObject({ code: 'bad_request' });
  }
});
