import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TooltipProvider } from '../components/Tooltip.tsx';
import { registerCommands } from '../core/commands/registry.ts';
import { navigate } from '../core/navigation.ts';
import { setConnectionState, setEngine } from '../core/stores/connectionStore.ts';
import { resetAllStores } from '../core/stores/createAppStore.ts';
import { setInstances } from '../features/services/model/instancesStore.ts';
import { useOverlayStore } from '../core/overlays.tsx';
import { setVerbose } from '../features/runs/model/rebuildStore.ts';
import { useReleasesStore, putRelease } from '../features/releases/model/releasesStore.ts';
import { putRun } from '../features/runs/model/runsStore.ts';
import { putAutomation, putSettings } from '../features/settings/model/settingsStore.ts';
import { defaultSettings } from '../../../shared/automation.ts';
import { releaseOf, runOf } from '../testModel.ts';
import { Header } from './Header.tsx';
import { Overlays } from './Overlays.tsx';
import { SettingsDialog } from '../features/settings/SettingsDialog.tsx';
import { titleOf } from '../features/releases/documentTitle.ts';

let unregister = () => {};
const pressed: string[] = [];

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  // Nothing is laid out in jsdom.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
  );
  Element.prototype.scrollIntoView = () => undefined;
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
    releaseOf({
      software: { state: 'completed', run: 3, durationMs: 2100 },
      instance: { state: 'promiseFailed' },
    }),
  );
  render(
    <TooltipProvider>
      <Header />
      <Overlays />
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

test('Rebuild is Stop while a run goes on', async () => {
  const user = userEvent.setup();
  await user.click(screen.getByRole('button', { name: 'Rebuild' }));
  act(() => putRun(runOf({ id: 4, state: 'running' })));
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
  act(() => putRelease(releaseOf({ name: 'zope', software: { state: 'failed' } })));
  await userEvent.click(screen.getByRole('combobox', { name: 'Release' }));
  await userEvent.click(await screen.findByRole('option', { name: /zope/ }));
  expect(screen.getByRole('status', { name: 'Software' }).textContent).toBe('Failed');
});

test.each([
  ['completed', 'completed', '✓ x · Completed · Webrunner'],
  ['running', 'queued', '▶ x · Running · Webrunner'],
  ['failed', 'cancelled', '✗ x · Failed · Webrunner'],
  ['completed', 'promiseFailed', '⚠ x · Promise failed · Webrunner'],
  ['outdated', 'completed', 'x · Not up to date · Webrunner'],
] as const)('the title of a page with software %s and instance %s is %s', (software, instance, title) => {
  const status = { state: instance };
  expect(
    titleOf({ release: releaseOf({ name: 'x', software: { state: software } }), reference: 'x', status }),
  ).toBe(title);
});

test('an instance with a name of its own can be chosen, and the status is about it', async () => {
  const user = userEvent.setup();
  const status = (state: 'completed' | 'failed') => ({ state }) as const;
  act(() =>
    putRelease(
      releaseOf({
        instances: [
          { reference: 'helloworld', status: status('completed') },
          { reference: 'second', status: status('failed') },
        ],
      }),
    ),
  );
  await user.click(screen.getByRole('button', { name: 'Instance helloworld' }));
  await user.click(screen.getByRole('menuitemradio', { name: /^second/ }));
  expect(screen.getByRole('status', { name: 'Instance' }).textContent).toBe('Failed');
  expect(screen.getByRole('button', { name: 'Instance second' }).textContent).toBe('second');
});

test('the menu beside Rebuild offers the other ways to build, and shows the commands of each', async () => {
  const user = userEvent.setup();
  unregister();
  const all = { id: 'run.rebuildAll', label: '', run: () => void pressed.push('all') };
  unregister = registerCommands([all]);
  act(() => setInstances([]));
  const shown = () => document.querySelector('[data-shown=true]')?.textContent;
  const open = async () => {
    screen.getByRole('button', { name: 'Rebuild options' }).focus();
    await user.keyboard('{Enter}');
  };
  await open();
  await user.keyboard('{End}{Enter}{Escape}');
  await open();
  expect(screen.getByRole('menuitemcheckbox', { name: /^Force/ }).getAttribute('aria-checked')).toBe('false');
  await user.keyboard('{Home}{ArrowDown}{ArrowDown}');
  expect(shown()).toBe('slapos node software --cfg … --only-sr=/w/software/helloworld/software.cfg');
  await user.keyboard('{ArrowUp}');
  expect(shown()).toBe('slapos node software --cfg …slapos node instance --cfg …');
  await user.keyboard('{Enter}');
  expect(pressed).toEqual(['all']);
});

test('the commands in the menu say how verbose buildout is going to be', async () => {
  act(() => setVerbose(true));
  screen.getByRole('button', { name: 'Rebuild options' }).focus();
  await userEvent.keyboard('{Enter}');
  expect(screen.getByRole('menu').textContent).toContain('Buildout runs with -vvvv');
});

test('an indicator that is not up to date lists what changed since, each to be compared with that build', async () => {
  const user = userEvent.setup();
  const change = { path: 'workspace/software/helloworld/instance.cfg.in', kind: 'changed' } as const;
  act(() => putRelease(releaseOf({ software: { state: 'outdated', run: 3 }, changes: [change] })));
  await user.click(screen.getByRole('button', { name: 'Software details' }));
  const details = within(await screen.findByRole('dialog', { name: 'Software details' }));
  await details.findByText('1 file has changed since the last build. Rebuild takes it in.');
  expect(details.getByRole('link', { name: /^instance.cfg.in/ }).getAttribute('href')).toBe(
    `/edit/${change.path}`,
  );
  expect(details.getByRole('link', { name: 'Run 3' }).getAttribute('href')).toBe('/runs/3');
  await user.click(details.getByRole('button', { name: 'Compare instance.cfg.in' }));
  expect(useOverlayStore.getState().overlay?.props).toEqual({
    comparison: { change, before: 3, after: undefined },
  });
});

test('the details of what was stopped say what to do, and not the state once more', async () => {
  act(() => putRelease(releaseOf({ software: { state: 'cancelled', run: 3, reason: 'Cancelled.' } })));
  await userEvent.click(screen.getByRole('button', { name: 'Software details' }));
  expect(await screen.findByText('The build was stopped. Rebuild begins it again.')).toBeDefined();
  expect(screen.queryByText('Cancelled.')).toBeNull();
});

test('the details of an indicator give the reason of the server', async () => {
  act(() =>
    putRelease(releaseOf({ instance: { state: 'promiseFailed', run: 3, reason: 'x.py: no answer' } })),
  );
  await userEvent.click(screen.getByRole('button', { name: 'Instance details' }));
  expect(await screen.findByText('x.py: no answer')).toBeDefined();
});

test('an instance that a later build has passed by says from which files', async () => {
  const change = { path: 'workspace/software/helloworld/instance.cfg.in', kind: 'changed' } as const;
  const rebuilt = { before: 3, after: 5, changes: [change] };
  const status = {
    state: 'outdated',
    run: 3,
    reason: 'Run 5 has built the release from other files.',
  } as const;
  act(() => putRelease(releaseOf({ instances: [{ reference: 'helloworld', status, rebuilt }] })));
  await userEvent.click(screen.getByRole('button', { name: 'Instance details' }));
  expect(await screen.findByText('Run 5 has built the release from other files.')).toBeDefined();
  await userEvent.click(screen.getByRole('button', { name: 'Compare instance.cfg.in' }));
  expect(useOverlayStore.getState().overlay?.props).toEqual({
    comparison: { change, before: 3, after: 5 },
  });
});

test('what is done without pressing a button is told beside the indicators, and only then', () => {
  const automatic = () => screen.queryByRole('button', { name: /^Automatic/ })?.getAttribute('aria-label');
  expect(automatic()).toBeUndefined();
  act(() => {
    putSettings({ ...defaultSettings, keepConverged: true, rebuildOnSave: true });
    putAutomation({
      convergence: {
        check: { at: '2026-01-01T00:00:10Z', result: 'slappart0/x.py fails', failed: true },
        deployment: {
          at: '2026-01-01T00:00:00Z',
          result: 'slappart1 could not be deployed',
          failed: true,
          run: 7,
        },
      },
      notRebuilt: 'hello writes its own input',
    });
  });
  expect(automatic()).toBe(
    'Automatic: rebuild on save, keep instances converged. hello writes its own input. slappart1 could not be deployed. slappart0/x.py fails',
  );
});

test('the settings tell the last deployment, with its run, beside a later look', () => {
  act(() => {
    putSettings({ ...defaultSettings, keepConverged: true });
    putAutomation({
      convergence: {
        check: { at: '2026-01-01T00:00:10Z', result: 'all promises succeed', failed: false },
        deployment: { at: '2026-01-01T00:00:00Z', result: 'slappart1 is deployed', failed: false, run: 7 },
      },
    });
  });
  render(<SettingsDialog onClose={() => undefined} />);
  const dialog = within(screen.getByRole('dialog', { name: 'Settings' }));
  expect(dialog.getByText(/^Deployed .*: slappart1 is deployed/)).toBeDefined();
  expect(dialog.getByText(/^Checked .*: all promises succeed/)).toBeDefined();
  expect(dialog.getByRole('link', { name: 'Run 7' }).getAttribute('href')).toBe('/runs/7');
});

test('a run that is not about what the header shows is named beside its indicators', () => {
  const other = () => screen.queryByRole('link', { name: /^Building/ })?.textContent;
  act(() => putRun(runOf({ id: 4, state: 'running' })));
  expect(other()).toBeUndefined();
  act(() => putRun(runOf({ id: 4, state: 'running', release: 'slow', reference: 'slow' })));
  expect(other()).toBe('Building slow');
  act(() => putRun(runOf({ id: 4, state: 'running', scope: 'all' })));
  expect(other()).toBe('Building all releases and instances');
});
