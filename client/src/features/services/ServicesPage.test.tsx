import express from 'express';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import type { StepStatus } from '../../../../shared/releases.ts';
import type { RunStep } from '../../../../shared/runs.ts';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { navigate } from '../../core/navigation.ts';
import { setEngine } from '../../core/stores/connectionStore.ts';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { setInstances } from './model/instancesStore.ts';
import { selectRelease, setReleases } from '../releases/model/releasesStore.ts';
import { setRuns } from '../runs/model/runsStore.ts';
import { serveApi } from '../../testApi.ts';
import { releaseOf, runOf } from '../../testModel.ts';
import { ServicesPage } from './ServicesPage.tsx';
import { instanceOf, localId, processOf } from './testInstance.ts';
import { countTroubles } from './model/trouble.ts';

// jsdom has no layout.
Element.prototype.scrollIntoView = () => undefined;

afterEach(() => {
  cleanup();
  resetAllStores();
  navigate({ page: 'services', instance: undefined });
});

/** What was asked of processes and promises. */
const actions: string[] = [];
const app = express();
app.use(express.json());
const Body = z.object({ process: z.optional(z.string()), promise: z.optional(z.string()) });
app.post('/api/instances/local/slappart0/processes/:action', ({ params, body }, response) => {
  actions.push(`${params.action} ${Body.parse(body).process ?? 'all'}`);
  response.status(204).end();
});
app.post('/api/instances/local/slappart0/promises/run', ({ body }, response) => {
  actions.push(Body.parse(body).promise ?? 'all');
  response.status(204).end();
});
serveApi(app);

const instance = (changes: Partial<SoftwareInstance> = {}) => instanceOf(changes);
const process = processOf;

function show(...instances: SoftwareInstance[]) {
  setEngine({ state: 'ready' });
  setInstances(instances);
  return render(
    <TooltipProvider>
      <ServicesPage />
    </TooltipProvider>,
  );
}

const instanceStep: RunStep = {
  kind: 'instance',
  state: 'completed',
  startedAt: '2026-01-01T00:00:00Z',
  logSize: 0,
};
const release = (name: string) => releaseOf({ name });

describe('connection information', () => {
  it('has a link for every address of the web in a value, and for nothing else', () => {
    const connectionParameters = {
      list: ['http://a.example/', 'ftp://no.example/'],
      object: '{"u": "https://b.example/x?y=1&z=2", "n": 1}',
      sentence: 'Open http://c.example/ (or http://d.example/e_(f)), then https://[::1]:80/.',
      evil: 'javascript:alert("http://")',
      'api-url': 'see http://u:hunter2@g.example/ and http://h.example/?token=hunter3&a=b',
    };
    const { container } = show(instance({ connectionParameters }));
    const region = within(screen.getByRole('region', { name: 'Connection Information' }));
    const hrefs = () => region.getAllByRole('link').map((link) => link.getAttribute('href'));
    const plain = [
      'http://a.example/',
      'https://b.example/x?y=1&z=2',
      'http://c.example/',
      'http://d.example/e_(f)',
      'https://[::1]:80/',
    ];
    expect(hrefs().sort()).toEqual(plain.sort());
    // What a link leads to can be read too.
    expect(container.innerHTML).not.toContain('hunter');
    for (const link of region.getAllByRole('link')) expect(link.getAttribute('rel')).toContain('noopener');
  });

  it('is a table whose URLs are links that open outside', () => {
    show(
      instance({
        connectionParameters: {
          title: '<b>Zoé</b>',
          'url.go': 'http://127.0.0.1:8080/',
          evil: 'javascript:alert(1)',
        },
      }),
    );
    const region = within(screen.getByRole('region', { name: 'Connection Information' }));
    const cells = region
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.querySelectorAll('th, td'));
    expect(cells.map(([name, value]) => [name?.textContent, value?.textContent])).toEqual([
      ['url.go', 'http://127.0.0.1:8080/'],
      ['evil', 'javascript:alert(1)'],
      ['title', '<b>Zoé</b>'],
    ]);
    const links = region.getAllByRole('link');
    expect(links).toHaveLength(1);
    expect(links[0]?.getAttribute('href')).toBe('http://127.0.0.1:8080/');
    expect(links[0]?.getAttribute('target')).toBe('_blank');
    expect(links[0]?.getAttribute('rel')).toContain('noopener');
  });

  it('masks secrets until they are revealed, in the raw view too', async () => {
    const { container } = show(
      instance({
        connectionParameters: { 'admin-password': 'hunter2', backend: { token: 'abcdef', port: 1 } },
      }),
    );
    expect(container.textContent).not.toMatch(/hunter2|abcdef/);
    await userEvent.click(screen.getByRole('button', { name: 'Reveal admin-password' }));
    expect(container.textContent).toContain('hunter2');
    expect(container.textContent).not.toContain('abcdef');
    await userEvent.click(screen.getByRole('button', { name: 'Raw' }));
    expect(container.textContent).not.toMatch(/hunter2|abcdef/);
    await userEvent.click(screen.getByRole('button', { name: 'Reveal secrets' }));
    expect(container.textContent).toMatch(/hunter2[^]*abcdef/);
  });

  it('follows what the instance publishes', async () => {
    show(instance({ connectionParameters: { title: 'Hello John' } }));
    setInstances([instance({ connectionParameters: { title: 'Hello Jane' } })]);
    expect(await screen.findByText('Hello Jane')).toBeTruthy();
  });
});

const troubled = instance({
  processes: [
    process('a-fine-one'),
    process('job', { kind: 'run', state: 'EXITED', exitStatus: 0 }),
    process('web', { state: 'EXITED', exitStatus: 4, trouble: 'web exited with status 4' }),
    process('worker', {
      state: 'FATAL',
      spawnError: "can't find command",
      trouble: 'worker could not be started',
    }),
  ],
  promises: [
    { name: 'a.py', title: 'a', failed: false, message: 'fine' },
    {
      name: 'check.py',
      title: 'check',
      failed: true,
      message: 'line one\n  line two',
      date: '2024-01-01T00:00:00Z',
    },
  ],
});

it('has names of processes and promises that lead to their files', () => {
  const hash = '0123456789abcdef0123456789abcdef';
  const kinds = [process(`web-${hash}`), process('keys', { kind: 'run', state: 'EXITED', exitStatus: 0 })];
  const promise = { failed: false, message: '' };
  const promises = [
    { ...promise, name: 'port.py', title: 'port' },
    { ...promise, name: 'disk', title: 'disk' },
  ];
  show(instance({ partition: 'slappart3', processes: kinds, promises }));
  const hrefs = ['web', 'keys', 'port', 'disk'].map((name) =>
    screen.getByRole('link', { name }).getAttribute('href'),
  );
  expect(hrefs).toEqual(
    [`service/web-${hash}`, 'run/keys', 'plugin/port.py', 'promise/disk'].map(
      (path) => `/edit/instances/slappart3/etc/${path}`,
    ),
  );
});

describe('what is wrong with an instance', () => {
  it('comes first: at the top, among the processes, among the promises', () => {
    show(troubled);
    const article = within(screen.getByRole('article', { name: 'helloworld' }));
    expect(article.getByText('3 problems')).toBeTruthy();
    expect(
      article.getByText(/web exited with status 4, worker could not be started, promise check fails/),
    ).toBeTruthy();
    const rows = within(article.getByRole('region', { name: 'Processes' })).getAllByRole('rowheader');
    expect(rows.map((row) => row.textContent)).toEqual(['web', 'worker', 'a-fine-one', 'job']);
    const promises = within(article.getByRole('region', { name: 'Promises' })).getAllByRole('listitem');
    expect(promises.map((item) => item.textContent)).toEqual([
      expect.stringContaining('line one\n  line two'),
      expect.stringContaining('fine'),
    ]);
    expect(article.getAllByRole('region').map((region) => region.getAttribute('aria-label'))).toEqual([
      'Connection Information',
      'Promises',
      'Processes',
      'Parameters',
      'Rendered',
    ]);
  });

  it('changes no places while one looks at it', async () => {
    const before = instance({ promises: [{ name: 'a.py', title: 'a', failed: false, message: 'fine' }] });
    show(before);
    const regions = () => screen.getAllByRole('region').map((region) => region.getAttribute('aria-label'));
    const order = regions();
    act(() =>
      setInstances([{ ...before, promises: before.promises.map((one) => ({ ...one, failed: true })) }]),
    );
    expect(await screen.findByText('promise a fails')).toBeTruthy();
    expect(regions()).toEqual(order);
  });

  it('is not calmed by an alarm that was answered in vain', () => {
    const bang = { date: '2026-01-01T00:00:00Z', message: 'web exited unexpectedly.', handled: true };
    for (const [state, words, more] of [
      ['RUNNING', 'Deployed again since.', {}],
      ['EXITED', 'Deployed again since, and in trouble again.', { trouble: 'web exited with status 1' }],
    ] as const) {
      show(instance({ bang, processes: [process('web', { state, ...more })] }));
      const alarm = screen.getByText(`web exited unexpectedly. ${words}`).parentElement;
      expect(alarm?.dataset.over).toBe(String(state === 'RUNNING'));
      cleanup();
    }
  });

  it('is not told of a process that is stopping since when it runs', () => {
    show(instance({ processes: [process('web', { state: 'STOPPING', since: '2026-01-01T00:00:00Z' })] }));
    expect(within(screen.getByRole('region', { name: 'Processes' })).queryByText(/ago|up/)).toBeNull();
  });

  it('is counted for the tab', () => {
    expect(
      countTroubles([
        troubled,
        instance({
          processes: [process('x', { state: 'BACKOFF', trouble: 'x keeps exiting while it starts' })],
        }),
      ]),
    ).toBe(4);
    expect(countTroubles([])).toBe(0);
  });

  it('is nothing for an instance whose processes run and whose promises hold', () => {
    show(instance({ processes: [process('web')] }));
    expect(within(screen.getByRole('article')).getByText('Healthy')).toBeTruthy();
  });

  it('is not that it was asked to stop', () => {
    show(
      instance({
        requestedState: 'stopped',
        processes: [process('web', { state: 'STOPPED' })],
        promises: [{ name: 'web.py', title: 'web', failed: true, message: 'of before it was stopped' }],
      }),
    );
    expect(within(screen.getByRole('article')).getByText('Requested stopped')).toBeTruthy();
    expect(screen.queryByText('Healthy')).toBeNull();
  });
});

it('keeps the focus on a button while what it began goes on', async () => {
  show(troubled);
  for (const name of ['Start web', 'Restart all', 'Run check now', 'Run all']) {
    const pressed = screen.getByRole('button', { name });
    await userEvent.click(pressed);
    expect(document.activeElement, name).toBe(pressed);
    expect(pressed.hasAttribute('disabled'), name).toBe(false);
    await vi.waitFor(() => expect(pressed.getAttribute('aria-disabled'), name).toBeNull());
  }
  expect(actions).toEqual(['start web', 'restart all', 'check.py', 'all']);
});

describe('the last deployment of an instance', () => {
  const deployed = (instance: StepStatus) => setReleases([releaseOf({ instance })]);

  it('that failed is told in the tree and on the page, with the reason and its log', () => {
    deployed({ state: 'failed', run: 5, reason: 'Section `x` is missing.' });
    for (const processes of [[], [process('web')]]) {
      show(instance({ processes }));
      const link = screen.getByRole('link', { name: /^helloworld/ });
      expect(link.textContent).toContain('Deployment failed');
      const article = within(screen.getByRole('article'));
      expect(article.getByText('Deployment failed')).toBeTruthy();
      expect(article.getByText(/The last deployment failed\. Section `x` is missing\./)).toBeTruthy();
      expect(article.getByRole('link', { name: 'Log of run #5' }).getAttribute('href')).toBe('/logs/5');
      cleanup();
    }
  });

  it('that did not come to its end is told without being called healthy or not', () => {
    deployed({ state: 'cancelled', run: 5, reason: 'Stopped.' });
    show(instance({ processes: [process('web')] }));
    expect(screen.getByText(/The last deployment was cancelled\. Stopped\./)).toBeTruthy();
  });

  it('that completed is enough for an instance with nothing to run, and for those that it requested', () => {
    deployed({ state: 'completed', run: 5 });
    const child = instance({ partition: 'slappart1', reference: 'child', requestedBy: localId('slappart0') });
    show(instance(), child);
    expect(screen.queryByText('Nothing runs here yet')).toBeNull();
    for (const name of [/^helloworld/, /^child/])
      expect(screen.getByRole('link', { name }).textContent).toContain('Deployed');
  });

  it('is that of the instance that requested it, which a sub-instance leads to', () => {
    setRuns([runOf({ id: 6, partition: 'slappart0', steps: [instanceStep] })]);
    setReleases([releaseOf({ instance: { state: 'failed', run: 6 } })]);
    navigate({ page: 'services', instance: localId('slappart1') });
    show(
      instance(),
      instance({ partition: 'slappart1', reference: 'child', requestedBy: localId('slappart0') }),
    );
    const links = within(screen.getByRole('navigation', { name: 'Links of child' }));
    expect(links.getByRole('link', { name: 'Log' }).getAttribute('href')).toBe('/logs/6/instance');
    expect(links.getByRole('link', { name: 'Runs' }).getAttribute('href')).toBe('/runs/6');
    // What failed there did not fail here.
    expect(screen.queryByText(/The last deployment failed/)).toBeNull();
  });
});

describe('a release that is gone from the workspace', () => {
  const gone = () => releaseOf({ name: 'old', isGone: true });

  it('can be removed, and nothing else', async () => {
    setReleases([releaseOf({}), gone()]);
    show(instance());
    expect(screen.getByText('not in the workspace')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Actions of release old' }));
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent)).toEqual(['Remove release…']);
    await userEvent.click(screen.getByRole('menuitem', { name: 'Remove release…' }));
    expect(screen.getByRole('dialog', { name: 'Remove the installed old?' })).toBeTruthy();
  });

  it.each(['old', releaseOf({ name: 'old' }).url])(
    'has its instances, named by %s, below it, and they can be destroyed',
    async (release) => {
      setReleases([releaseOf({}), gone()]);
      navigate({ page: 'services', instance: localId('slappart4') });
      show(instance(), instance({ partition: 'slappart4', reference: 'left', release }));
      expect(screen.getAllByText('not in the workspace')).toHaveLength(1);
      await userEvent.click(screen.getByRole('button', { name: 'Actions of instance left' }));
      const isOff = (name: RegExp) =>
        screen.getByRole('menuitem', { name }).getAttribute('aria-disabled') === 'true';
      expect(isOff(/^Stop instance/)).toBe(true);
      expect(isOff(/^Destroy instance/)).toBe(false);
      await userEvent.keyboard('{Escape}');
      await userEvent.click(screen.getByRole('button', { name: 'Actions of release old' }));
      expect(isOff(/^Remove release/)).toBe(true);
    },
  );
});

describe('the page', () => {
  it('shows the instance of the selected release, and says where one is missing', () => {
    setReleases([release('aaa'), release('helloworld'), release('zzz')]);
    selectRelease('helloworld');
    show(instance({ partition: 'slappart1', reference: 'aaa', release: 'aaa' }), instance());
    expect(
      screen
        .getAllByRole('article')
        .map((article) => within(article).getAllByRole('heading')[0]?.textContent),
    ).toEqual(['helloworld']);
    cleanup();
    selectRelease('zzz');
    show(instance());
    expect(screen.getByText('zzz has no instance yet')).toBeTruthy();
  });

  it('has one next action where there is no instance', () => {
    show();
    expect(screen.getByText('Press Rebuild to create the first instance.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Create the instance' })).toBeTruthy();
  });

  it('says that it waits for the engine, or that the engine failed and why', () => {
    render(<ServicesPage />);
    expect(screen.getByText('The engine is starting')).toBeTruthy();
    cleanup();
    setEngine({ state: 'failed', message: 'The path is too deep.' });
    render(<ServicesPage />);
    expect(screen.getByText('The path is too deep.')).toBeTruthy();
  });
});
