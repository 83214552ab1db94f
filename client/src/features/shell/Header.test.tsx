import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Release, StepStatus } from '../../../../shared/model/release.ts';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { registerCommands } from '../../commands/registry.ts';
import { currentRoute, navigate } from '../../navigation.ts';
import { setConnectionState, setEngine } from '../../stores/connectionStore.ts';
import { resetAllStores } from '../../stores/createAppStore.ts';
import { useReleasesStore, putRelease } from '../../stores/releasesStore.ts';
import { putRun } from '../../stores/runsStore.ts';
import { Header } from './Header.tsx';
import { titleOf } from './useDocumentTitle.ts';

const release = (name: string, software: StepStatus, instance: StepStatus): Release => ({
  name,
  path: `workspace/software/${name}/software.cfg`,
  url: `/w/software/${name}/software.cfg`,
  software,
  instance,
  changedPaths: [],
});

let unregister = () => {};
const pressed: string[] = [];

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  resetAllStores();
  pressed.length = 0;
  navigate({ page: 'editor' });
  unregister = registerCommands([
    { id: 'run.rebuild', label: 'Rebuild', run: () => void pressed.push('rebuild') },
    { id: 'run.stop', label: 'Stop', run: () => void pressed.push('stop') },
  ]);
  setConnectionState('live');
  setEngine({ state: 'ready' });
  putRelease(
    release('helloworld', { state: 'completed', run: 3, durationMs: 2100 }, { state: 'promiseFailed' }),
  );
  render(
    <TooltipProvider>
      <Header />
    </TooltipProvider>,
  );
});

afterEach(() => {
  cleanup();
  unregister();
  vi.unstubAllGlobals();
});

test('the two statuses say how the release is, in words', () => {
  expect(screen.getByRole('status', { name: 'Software' }).textContent).toBe('Completed');
  expect(screen.getByRole('status', { name: 'Instance' }).textContent).toBe('Promise failed');
});

test('the time a step took stands beside its status, not in the live region', () => {
  expect(screen.getByText('2.1 s').closest('[role=status]')).toBeNull();
});

test('the pages are tabs that change the address, by click and by arrow keys', async () => {
  const user = userEvent.setup();
  await user.click(screen.getByRole('tab', { name: 'Services' }));
  expect(currentRoute().page).toBe('services');
  await user.keyboard('{ArrowRight}');
  expect(currentRoute().page).toBe('logs');
  expect(screen.getByRole('tab', { selected: true })).toBe(screen.getByRole('tab', { name: 'Logs' }));
});

test('Rebuild is Stop while a run goes on', async () => {
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Rebuild' }));
  act(() =>
    putRun({ id: 4, release: 'helloworld', createdAt: '2026-01-01T00:00:00Z', state: 'running', steps: [] }),
  );
  await user.click(await screen.findByRole('button', { name: 'Stop' }));
  expect(pressed).toEqual(['rebuild', 'stop']);
  expect(screen.queryByRole('button', { name: 'Rebuild' })).toBeNull();
});

test.each([
  ['without a connection', () => setConnectionState('offline')],
  ['without an engine', () => setEngine({ state: 'failed' })],
  ['without a release', () => useReleasesStore.setState({ releases: [] })],
])('Rebuild does nothing %s', async (_, lose) => {
  act(lose);
  const button = screen.getByRole('button', { name: 'Rebuild' });
  expect(button.getAttribute('aria-disabled')).toBe('true');
  await userEvent.click(button);
  expect(pressed).toEqual([]);
});

test('choosing a release shows its states', async () => {
  act(() => putRelease(release('zope', { state: 'failed' }, { state: 'idle' })));
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Release' }), 'zope');
  expect(screen.getByRole('status', { name: 'Software' }).textContent).toBe('Failed');
});

test.each([
  ['completed', 'completed', '✓ x · Completed · Webrunner'],
  ['running', 'queued', '▶ x · Running · Webrunner'],
  ['failed', 'cancelled', '✗ x · Failed · Webrunner'],
  ['completed', 'promiseFailed', '⚠ x · Promise failed · Webrunner'],
  ['outdated', 'completed', 'x · Not up to date · Webrunner'],
] as const)('the title of a page with software %s and instance %s is %s', (software, instance, title) => {
  expect(titleOf(release('x', { state: software }, { state: instance }))).toBe(title);
});
