import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { SoftwareInstance } from '../../../../shared/model/instance.ts';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { setEngine } from '../../stores/connectionStore.ts';
import { resetAllStores } from '../../stores/createAppStore.ts';
import { setInstances } from '../../stores/instancesStore.ts';
import { selectRelease, setReleases } from '../../stores/releasesStore.ts';
import { releaseOf } from '../../testModel.ts';
import { ServicesPage } from './ServicesPage.tsx';
import { instanceOf, processOf } from './testInstance.ts';
import { countTroubles } from './trouble.ts';

afterEach(() => {
  cleanup();
  resetAllStores();
});

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

const release = (name: string) => releaseOf({ name });

describe('connection information', () => {
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
    process('web', { state: 'EXITED', exitStatus: 4 }),
    process('worker', { state: 'FATAL', spawnError: "can't find command" }),
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

  it('is counted for the tab', () => {
    expect(countTroubles([troubled, instance({ processes: [process('x', { state: 'BACKOFF' })] })])).toBe(4);
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
