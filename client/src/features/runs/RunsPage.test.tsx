import express from 'express';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Run, RunChanges, TimelinePart } from '../../../../shared/runs.ts';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { currentRoute, navigate } from '../../core/navigation.ts';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { useOverlayStore } from '../../core/overlays.tsx';
import { setReleases } from '../releases/model/releasesStore.ts';
import { putRun, setRuns } from './model/runsStore.ts';
import { serveApi } from '../../testApi.ts';
import { askedRun, releaseOf, runOf } from '../../testModel.ts';
import { RunsPage } from './RunsPage.tsx';

/** What the server answers, by path and query; anything else is not found. */
const answers = new Map<string, unknown>();
const bodies: unknown[] = [];

const app = express();
app.use(express.json());
app.use((request, response) => {
  if (request.method === 'POST') bodies.push(request.body);
  const answer = answers.get(request.originalUrl);
  if (answer === undefined) response.status(404);
  response.json(answer ?? { error: { code: 'not_found', message: 'There is no such thing.' } });
});
serveApi(app);
beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});
beforeEach(() => {
  answers.clear();
  bodies.length = 0;
  navigate({ page: 'runs' });
});
afterEach(() => {
  cleanup();
  resetAllStores();
});

const done = (id: number, changes: Partial<Run> = {}): Run =>
  runOf({
    id,
    steps: [
      {
        kind: 'software',
        state: 'completed',
        command: 'slapos node software --cfg /s/slapos.cfg --force --only-sr=/w/software.cfg',
        startedAt: '2026-01-01T00:00:00Z',
        durationMs: 3000,
        exitCode: 0,
        logSize: 10,
      },
      {
        kind: 'instance',
        state: 'completed',
        startedAt: '2026-01-01T00:00:03Z',
        durationMs: 1000,
        logSize: 10,
      },
    ],
    ...changes,
  });

const noChanges: RunChanges = { since: 1, inputs: [], parameters: [], connection: [] };

function show(run?: number): void {
  navigate({ page: 'runs', run });
  render(
    <TooltipProvider>
      <RunsPage />
    </TooltipProvider>,
  );
}

function answer(
  id: number,
  { parts = [], changes = noChanges }: { parts?: TimelinePart[]; changes?: RunChanges },
) {
  answers.set(`/api/runs/${id}/timeline`, { parts });
  answers.set(`/api/runs/${id}/changes`, changes);
}

const cells = (row: HTMLElement) => [...row.querySelectorAll('td, th')].map((cell) => cell.textContent);

test('each run has a row that says what it was, how it came out, and leads to its details', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  const revision = { commit, dirty: true };
  const failed = done(3, { reference: 'second', trigger: 'save', state: 'failed', revision });
  const steps = failed.steps.map((step) => ({ ...step, reason: `of ${step.kind}` }));
  setRuns([{ ...failed, steps }, done(2, { verbose: true })]);
  show();
  const [, third, second] = within(screen.getByRole('table', { name: 'Runs' })).getAllByRole('row');
  if (!third || !second) throw new Error('rows are missing');
  expect(cells(third).filter((_, index) => index !== 4)).toEqual([
    '#3',
    'Rebuild on save',
    'helloworld / second',
    'Failed',
    '4.0 s',
    '01234567 + changes',
    'of software',
  ]);
  expect(cells(second)[1]).toBe('Rebuild verbose');
  expect(within(third).getByRole('link').getAttribute('href')).toBe('/runs/3');
});

test('earlier runs are loaded a page at a time, until there are none', async () => {
  setRuns([done(9), done(8)], true);
  answers.set('/api/runs?before=8&limit=200', { runs: [done(7), done(6)] });
  show();
  await userEvent.click(screen.getByRole('button', { name: 'Load earlier runs' }));
  expect(await screen.findByRole('link', { name: '#6' })).toBeDefined();
  expect(screen.getAllByRole('link').map(({ textContent }) => textContent)).toEqual(['#9', '#8', '#7', '#6']);
  expect(screen.queryByRole('button', { name: 'Load earlier runs' })).toBeNull();
});

test('a page that cannot be loaded says so and can be asked for again', async () => {
  setRuns([done(9)], true);
  show();
  await userEvent.click(screen.getByRole('button', { name: 'Load earlier runs' }));
  expect((await screen.findByRole('alert')).textContent).toBe('There is no such thing.');
  expect(screen.getByRole('button', { name: 'Load earlier runs' })).toBeDefined();
});

test('before anything was built the page says what comes here', () => {
  setRuns([]);
  show();
  expect(screen.getByRole('heading', { name: 'Nothing was built yet' })).toBeDefined();
});

test('a run shows its commands, its parts by time, and where they were worked on', async () => {
  setRuns([done(4, { partition: 'slappart3' })]);
  const part = (name: string, startMs: number, durationMs: number): TimelinePart => ({
    step: 'software',
    part: name,
    action: 'install',
    startMs,
    durationMs,
  });
  answer(4, {
    parts: [
      part('go', 0, 2000),
      part('hello', 2000, 500),
      part('a', 2500, 10),
      part('b', 2510, 12),
      { ...part('publish', 5, 40), step: 'instance', partition: 'slappart3', failed: true },
    ],
  });
  show(4);
  expect(screen.getByText(/^slapos node software/).textContent).toBe(
    'slapos node software --cfg /s/slapos.cfg --force --only-sr=/w/software.cfg',
  );
  expect(screen.getByRole('link', { name: 'Instance' }).getAttribute('href')).toBe('/services/slappart3');
  expect(screen.getByRole('link', { name: 'Files' }).getAttribute('href')).toBe('/edit/instances/slappart3');
  const chart = await screen.findByRole('table', { name: 'Parts and how long they took' });
  const rows = () =>
    within(chart)
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent);
  expect(rows()).toEqual([
    'Software4 parts2.5 s',
    'goslow 2.0 s',
    'helloslow 500 ms',
    'a10 ms',
    'b12 ms',
    'Software: before, between and after the parts478 ms',
    'Instance in slappart31 part40 ms',
    'publishfailed 40 ms',
    'Instance: before, between and after the parts960 ms',
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'Slowest first' }));
  expect(rows().slice(3, 5)).toEqual(['b12 ms', 'a10 ms']);
});

test('what differs from the run before is listed, secrets masked, and files open beside what they were', async () => {
  setRuns([done(4)]);
  answer(4, {
    changes: {
      since: 2,
      inputs: [{ path: 'workspace/software/a/instance.cfg.in', kind: 'changed' }],
      parameters: [{ name: 'password', before: 'hunter2', after: 'hunter3' }],
      connection: [{ name: 'url', after: 'http://127.0.0.1:1/' }],
    },
  });
  show(4);
  expect((await screen.findByRole('link', { name: 'run 2' })).getAttribute('href')).toBe('/runs/2');
  const requested = screen.getByRole('table', { name: 'Requested parameters' });
  expect(requested.textContent).not.toMatch(/hunter/);
  const published = screen.getByRole('table', { name: 'Connection parameters' });
  expect(cells(within(published).getAllByRole('row')[1] ?? published)).toEqual([
    'url',
    'not there',
    'http://127.0.0.1:1/',
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'Compare instance.cfg.in' }));
  expect(useOverlayStore.getState().overlay?.props).toEqual({
    comparison: {
      change: { path: 'workspace/software/a/instance.cfg.in', kind: 'changed' },
      before: 2,
      after: 4,
    },
  });
});

test('while a run goes on it says which part it is at, and the timeline follows', async () => {
  const startedAt = new Date(Date.now() - 4000).toISOString();
  const running = (part: string, index: number): Run =>
    runOf({
      id: 5,
      state: 'running',
      steps: [
        {
          kind: 'software',
          state: 'running',
          startedAt,
          expectedMs: 600_000,
          progress: { part, index, total: 12 },
          logSize: 1,
        },
      ],
    });
  const going = { step: 'software', part: 'go', action: 'install', startMs: 0 } as const;
  setRuns([running('go', 1)]);
  answer(5, { parts: [going] });
  show(5);
  expect(screen.getByText('1 of 12, go')).toBeDefined();
  expect(screen.getByText(/^about 9 min \d\d s left$/)).toBeDefined();
  await screen.findByRole('rowheader', { name: 'go' });
  answer(5, {
    parts: [
      { ...going, durationMs: 3000 },
      { ...going, part: 'ruby', startMs: 3000 },
    ],
  });
  act(() => putRun(running('ruby', 2)));
  expect(await screen.findByRole('rowheader', { name: 'ruby' })).toBeDefined();
  expect(screen.getByText('2 of 12, ruby')).toBeDefined();
});

test('running again asks for the same, and goes to the new run', async () => {
  setReleases([releaseOf({})]);
  const instanceOnly = [{ kind: 'instance', state: 'completed', logSize: 1 } as const];
  setRuns([runOf({ id: 4, reference: 'second', verbose: true, force: false, steps: instanceOnly })]);
  answer(4, {});
  answer(6, {});
  answers.set('/api/runs', runOf({ id: 6, state: 'queued' }));
  show(4);
  await userEvent.click(screen.getByRole('button', { name: 'Run again' }));
  await vi.waitFor(() => expect(currentRoute()).toEqual({ page: 'runs', run: 6 }));
  expect(bodies.map(askedRun)).toEqual([
    { release: 'helloworld', reference: 'second', steps: ['instance'], verbose: true, force: false },
  ]);
});

test('a run beyond those that the page knows is asked for', async () => {
  setRuns([done(400)], true);
  answer(12, {});
  answers.set('/api/runs?before=13&limit=1', { runs: [done(12)] });
  show(12);
  expect(await screen.findByRole('heading', { name: '#12 Rebuild' })).toBeDefined();
});

test('a run that is no longer kept is said to be unknown', async () => {
  setRuns([done(400)], true);
  answers.set('/api/runs?before=13&limit=1', { runs: [done(11)] });
  show(12);
  expect(await screen.findByRole('heading', { name: 'Run 12 is not known' })).toBeDefined();
});

test('a step that worked on all says how each came out', () => {
  setRuns([
    done(4, {
      scope: 'all',
      steps: [
        {
          kind: 'instance',
          state: 'promiseFailed',
          logSize: 1,
          results: [
            { subject: 'slappart0', state: 'completed' },
            { subject: 'slappart1', state: 'promiseFailed', reason: 'x.py: no answer' },
          ],
        },
      ],
    }),
  ]);
  answer(4, {});
  show(4);
  const results = screen.getByRole('table', { name: 'Results of the instance step' });
  expect(within(results).getAllByRole('row').slice(1).map(cells)).toEqual([
    ['slappart0', 'Completed', ''],
    ['slappart1', 'Promise failed', 'x.py: no answer'],
  ]);
});

test.each([true, false])('the commands of buildout are unfolded in a verbose run: %s', (verbose) => {
  const buildout = ['buildout a', 'buildout b'];
  setRuns([done(4, { verbose, steps: [{ kind: 'software', state: 'completed', logSize: 1, buildout }] })]);
  answer(4, {});
  show(4);
  const commands = screen.getByRole('group', { name: 'Commands of buildout' });
  expect(commands).toHaveProperty('open', verbose);
  expect(
    within(commands)
      .getAllByText(/^buildout/)
      .map(({ textContent }) => textContent),
  ).toEqual(buildout);
});

test('a run after an alarm says which, in the table and on its page', () => {
  const alarm = { computer: 'local', partition: 'slappart1', message: 'crash exited with status 3' };
  setRuns([done(4, { trigger: 'bang', alarm })]);
  answer(4, {});
  show();
  expect(screen.getByText('After the alarm: crash exited with status 3 (slappart1).')).toBeDefined();
  cleanup();
  show(4);
  expect(screen.getByText('After the alarm: crash exited with status 3 (slappart1)')).toBeDefined();
});

test('a run that was stopped does not give its state as its reason', () => {
  const cancelled = { state: 'cancelled', reason: 'Cancelled.' } as const;
  const results = [
    { subject: 'fast', state: 'completed' as const },
    { subject: 'slow', ...cancelled },
  ];
  setRuns([
    done(4, {
      state: 'cancelled',
      scope: 'all',
      steps: [{ kind: 'software', logSize: 1, ...cancelled, results }],
    }),
  ]);
  answer(4, {});
  show(4);
  expect(screen.queryByText('Cancelled.')).toBeNull();
  const table = screen.getByRole('table', { name: 'Results of the software step' });
  expect(within(table).getAllByRole('row').slice(1).map(cells)).toEqual([
    ['fast', 'Completed', ''],
    ['slow', 'Cancelled', 'The run ended before it was done.'],
  ]);
});

test('a run on all says what differs from the runs before, of each partition, and compares with none of them', async () => {
  setRuns([done(4, { scope: 'all' })]);
  answer(4, {
    changes: {
      inputs: [{ path: 'workspace/software/a/instance.cfg.in', kind: 'changed' }],
      parameters: [],
      connection: [
        { partition: 'slappart0', name: 'url', before: 'a', after: 'b' },
        { partition: 'slappart1', name: 'url', before: 'c', after: 'd' },
      ],
    },
  });
  show(4);
  const published = await screen.findByRole('table', { name: 'Connection parameters' });
  expect(within(published).getAllByRole('row').map(cells)).toEqual([
    ['Partition', 'Parameter', 'Before', 'After'],
    ['slappart0', 'url', 'a', 'b'],
    ['slappart1', 'url', 'c', 'd'],
  ]);
  expect(screen.getByRole('link', { name: /^instance.cfg.in/ })).toBeDefined();
  expect(screen.queryByRole('button', { name: /^Compare/ })).toBeNull();
});

test('the first run of an instance has nothing to be compared with', async () => {
  setRuns([done(4)]);
  const inputs = [{ path: 'workspace/software/a/software.cfg', kind: 'added' } as const];
  answer(4, { changes: { inputs, parameters: [], connection: [] } });
  show(4);
  expect(await screen.findByText(/^This was the first run of the instance/)).toBeDefined();
  expect(screen.queryByText('software.cfg')).toBeNull();
});
