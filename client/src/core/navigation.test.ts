import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { currentRoute, formatRoute, navigate, onRouteChange, parseRoute, type Route } from './navigation.ts';

const at = (address: string) => parseRoute(new URL(address, 'http://page.test'));

beforeEach(() => navigate({ page: 'editor' }));

afterEach(() => vi.unstubAllEnvs());

test.each<Route>([
  { page: 'editor', path: 'workspace/software/hello world/a%b#c?.cfg', line: 3, column: 7 },
  { page: 'editor', path: 'instances/slappart0/.installed.cfg', line: undefined, column: undefined },
  { page: 'logs', run: 12, step: 'instance', line: 42 },
  { page: 'logs', run: 12, step: undefined, line: undefined },
  { page: 'logs', run: undefined, step: undefined, line: undefined },
  { page: 'services', instance: undefined },
  { page: 'services', instance: { computer: 'local', partition: 'slappart12' } },
  { page: 'services', instance: { computer: 'COMP-7.b', partition: 'slappart12' } },
  { page: 'runs', run: undefined },
  { page: 'runs', run: 12 },
  { page: 'terminal' },
])('an address leads back to its route: %j', (route) => {
  expect(at(formatRoute(route))).toEqual(route);
});

test('an instance of this computer has the address that it had when there was no other', () => {
  const here = { page: 'services', instance: { computer: 'local', partition: 'slappart0' } } as const;
  const there = { page: 'services', instance: { computer: 'COMP-7', partition: 'slappart0' } } as const;
  expect(formatRoute(here)).toBe('/services/slappart0');
  expect(formatRoute(there)).toBe('/services/COMP-7/slappart0');
  expect(at('/services/slappart0/')).toEqual(here);
  expect(at('/services/local/slappart0')).toEqual(here);
});

test('an address without a page is the editor', () => {
  expect(at('/')).toMatchObject({ page: 'editor', path: undefined });
  expect(at('/nonsense/x')).toMatchObject({ page: 'editor', path: undefined });
});

test('a page for development is the editor where the page was built for users', () => {
  expect(at('/components')).toEqual({ page: 'components' });
  vi.stubEnv('DEV', false);
  expect(at('/components')).toMatchObject({ page: 'editor', path: undefined });
});

test('what makes no sense in an address is left out', () => {
  expect(at('/logs/-1/kitchen#L0')).toEqual({
    page: 'logs',
    run: undefined,
    step: undefined,
    line: undefined,
  });
  expect(at('/edit/workspace/a?line=zero&col=1e3')).toMatchObject({ line: undefined, column: undefined });
  expect(at('/edit/workspace/100%')).toMatchObject({ path: 'workspace/100%' });
});

test('going somewhere tells the listeners and changes the address', () => {
  const seen: Route[] = [];
  const stop = onRouteChange(() => seen.push(currentRoute()));
  navigate({ page: 'logs', run: 3 });
  stop();
  navigate({ page: 'services' });
  expect(seen).toEqual([{ page: 'logs', run: 3, step: undefined, line: undefined }]);
  expect(location.pathname).toBe('/services');
});

test('going to where one is leaves no second entry for the Back button', () => {
  navigate({ page: 'services' });
  const entries = history.length;
  navigate({ page: 'services' });
  expect(history.length).toBe(entries);
});
