import express from 'express';
import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorBody } from '../../../../../shared/core/errors.ts';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';
import { RunOptions } from '../../../../../shared/runs.ts';
import { TooltipProvider } from '../../../components/Tooltip.tsx';
import { currentRoute, navigate } from '../../../core/navigation.ts';
import { resetAllStores } from '../../../core/stores/createAppStore.ts';
import { setInstances } from '../model/instancesStore.ts';
import { setReleases, useReleasesStore } from '../../releases/model/releasesStore.ts';
import { putRun, setRuns } from '../../runs/model/runsStore.ts';
import { serveApi } from '../../../testApi.ts';
import { askedRun, releaseOf, runOf } from '../../../testModel.ts';
import { RequestInstanceDialog } from '../RequestInstanceDialog.tsx';
import { instanceOf, localId, processOf } from '../testInstance.ts';
import { DestroyInstanceDialog } from './DestroyInstanceDialog.tsx';
import { RemoveReleaseDialog } from './RemoveReleaseDialog.tsx';

/** What was asked of the server, as it would read it. */
const asked: RunOptions[] = [];
const schemas = new Map<string, ReleaseSchema>();
let refusal: ErrorBody['error'] | undefined;
/** The answer to a request for a run waits for this. */
let gate: Promise<void> = Promise.resolve();

const app = express();
app.use(express.json());
app.get('/api/releases/:release/schema', ({ params: { release } }, response) => {
  response.json(schemas.get(release) ?? plain);
});
app.post('/api/runs', async ({ body }, response) => {
  asked.push(askedRun(body));
  await gate;
  if (refusal) response.status(400).json({ error: refusal });
  else response.status(201).json(runOf({ id: 7 }));
});
serveApi(app);
beforeEach(() => {
  asked.length = 0;
  schemas.clear();
  refusal = undefined;
  gate = Promise.resolve();
  navigate({ page: 'editor' });
});
afterEach(() => {
  cleanup();
  resetAllStores();
});

const plain: ReleaseSchema = { softwareTypes: [{ name: 'default', serialisation: 'xml' }] };
const described: ReleaseSchema = {
  softwareTypes: [
    {
      name: 'default',
      serialisation: 'xml',
      parameters: { type: 'object', properties: { port: { type: 'integer', maximum: 9000 } } },
    },
    { name: 'cluster', serialisation: 'xml', parameters: { type: 'object', properties: {} } },
  ],
};
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });
const textbox = (name: string | RegExp) => screen.getByRole<HTMLInputElement>('textbox', { name });

describe('requesting an instance', () => {
  async function show() {
    const closed = vi.fn();
    render(
      <TooltipProvider>
        <RequestInstanceDialog release="helloworld" onClose={closed} />
      </TooltipProvider>,
    );
    await screen.findByRole('button', { name: 'Request instance' });
    return closed;
  }

  it('suggests a free reference, and installs software that never was', async () => {
    setReleases([releaseOf({})]);
    setInstances([
      instanceOf({}),
      instanceOf({ partition: 'slappart1', reference: 'helloworld-2', requestedBy: localId('slappart0') }),
    ]);
    const closed = await show();
    expect(document.activeElement).toBe(textbox('Reference'));
    expect(textbox('Reference').value).toBe('helloworld-2');
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    expect(asked).toEqual([
      {
        release: 'helloworld',
        reference: 'helloworld-2',
        steps: ['software', 'instance'],
        request: { softwareType: 'default', parameters: {} },
      },
    ]);
    expect(useReleasesStore.getState()).toMatchObject({
      selected: 'helloworld',
      selectedReference: 'helloworld-2',
    });
    expect(currentRoute()).toEqual({ page: 'services', instance: undefined });
  });

  it('requests a shared instance of a host, by a reference among those', async () => {
    schemas.set('helloworld', {
      softwareTypes: [
        {
          ...{ name: 'default', shared: true, title: 'Path', serialisation: 'xml' },
          parameters: { type: 'object', properties: { path: { type: 'string' } } },
        },
        ...described.softwareTypes,
      ],
    });
    setReleases([releaseOf({ software: { state: 'completed' } })]);
    setInstances([
      instanceOf({ partition: 'slappart1', reference: 'other', softwareType: 'cluster' }),
      instanceOf({ reference: 'root', release: 'tree' }),
      instanceOf({
        ...{ partition: 'slappart2', reference: 'host', requestedBy: localId('slappart0') },
        sharedInstances: [
          {
            ...{ reference: 'helloworld-shared', sharedReference: '_helloworld-shared' },
            ...{ instanceParameters: {}, connectionParameters: {} },
          },
        ],
      }),
    ]);
    const closed = await show();
    const types = screen.getByRole('combobox', { name: 'Software type' });
    expect(
      within(types)
        .getAllByRole('option')
        .map((one) => one.textContent),
    ).toEqual([...['default', 'cluster', 'Path (default, shared)']]);
    await userEvent.selectOptions(types, 'Path (default, shared)');
    expect(textbox('Reference').value).toBe('helloworld-shared-2');
    const hosts = screen.getByRole('combobox', { name: 'Host' });
    expect(
      within(hosts)
        .getAllByRole('option')
        .map((one) => one.textContent),
    ).toEqual(['host (slappart2)']);
    await userEvent.type(textbox(/path/), 'a');
    await userEvent.click(button('Request instance'));
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(asked).toEqual([
      {
        ...{ release: 'tree', reference: 'root', steps: ['software', 'instance'] },
        shared: { reference: 'helloworld-shared-2', parameters: { path: 'a' }, host: 'slappart2' },
      },
    ]);
    expect(currentRoute()).toEqual({
      page: 'services',
      instance: localId('slappart2'),
      shared: '_helloworld-shared-2',
    });
  });

  it('says that a shared instance needs a host', async () => {
    schemas.set('helloworld', {
      softwareTypes: [{ name: 'default', shared: true, serialisation: 'xml' }],
    });
    setReleases([releaseOf({})]);
    await show();
    expect(await screen.findByText(/no instance of helloworld has the type default/)).toBeTruthy();
    expect(button('Request instance').disabled).toBe(true);
  });

  it('offers the releases of the workspace', async () => {
    setReleases([releaseOf({}), releaseOf({ name: 'old', isGone: true }), releaseOf({ name: 'other' })]);
    await show();
    const offered = within(screen.getByRole('combobox', { name: 'Release' })).getAllByRole('option');
    expect(offered.map((option) => option.textContent)).toEqual(['helloworld', 'other']);
  });

  it('forgets that another run was in the way once that has ended', async () => {
    setReleases([releaseOf({ software: { state: 'completed' } })]);
    setRuns([runOf({ id: 6, state: 'running' })]);
    refusal = { code: 'run_in_progress', message: 'Run 6 is still going on.' };
    await show();
    await userEvent.click(button('Request instance'));
    expect(await screen.findByText('Run 6 is still going on.')).toBeTruthy();
    act(() => putRun(runOf({ id: 6 })));
    expect(screen.queryByText('Run 6 is still going on.')).toBeNull();
  });

  it('takes a software type and parameters by the schema, and only deploys what is installed', async () => {
    schemas.set('helloworld', described);
    setReleases([releaseOf({ software: { state: 'completed' } })]);
    const closed = await show();
    await userEvent.type(textbox(/port/), '8080');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Software type' }), 'cluster');
    await userEvent.click(button('Request instance'));
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(asked).toEqual([
      {
        release: 'helloworld',
        reference: 'helloworld',
        steps: ['instance'],
        request: { softwareType: 'cluster', parameters: { port: '8080' } },
      },
    ]);
  });

  it.each([
    ['helloworld', /taken/],
    ['-x', /begins with/],
    [' ', /begins with/],
  ])('refuses the reference “%s”', async (reference, sentence) => {
    setReleases([releaseOf({})]);
    setInstances([instanceOf({})]);
    await show();
    await userEvent.clear(textbox('Reference'));
    expect(button('Request instance').disabled).toBe(true);
    await userEvent.type(textbox('Reference'), `${reference}{Enter}`);
    expect(screen.getByText(sentence).id).toBe(textbox('Reference').getAttribute('aria-describedby'));
    expect(button('Request instance').disabled).toBe(true);
    expect(asked).toEqual([]);
  });

  it('shows at its field what the server refuses, and can ask again', async () => {
    schemas.set('helloworld', described);
    refusal = {
      code: 'parameters_invalid',
      message: 'The parameters are not as they should be.',
      detail: '/port: Port 80 is for the root user.',
    };
    setReleases([releaseOf({})]);
    const closed = await show();
    await userEvent.type(textbox(/port/), '80');
    await userEvent.click(button('Request instance'));
    expect((await screen.findByRole('alert')).textContent).toBe('The parameters are not as they should be.');
    const notes = document.getElementById(textbox(/port/).getAttribute('aria-describedby') ?? '');
    expect(notes?.textContent).toContain('Port 80 is for the root user.');
    expect(closed).not.toHaveBeenCalled();
    refusal = undefined;
    await userEvent.type(textbox(/port/), '80');
    expect(screen.queryByRole('alert')).toBeNull();
    await userEvent.click(button('Request instance'));
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(asked[1]?.request?.parameters).toEqual({ port: '8080' });
  });

  it('is about another release as soon as one is chosen, under its name unless one was typed', async () => {
    schemas.set('helloworld', described);
    setReleases([releaseOf({ name: 'flask' }), releaseOf({})]);
    await show();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Release' }), 'flask');
    expect(textbox('Reference').value).toBe('flask');
    await screen.findByRole('button', { name: 'Request instance' });
    expect(screen.queryByRole('textbox', { name: /port/ })).toBeNull();
    await userEvent.clear(textbox('Reference'));
    await userEvent.type(textbox('Reference'), 'mine');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Release' }), 'helloworld');
    expect(textbox('Reference').value).toBe('mine');
  });
});

describe('destroying an instance', () => {
  const instance = instanceOf({
    processes: [processOf('web'), processOf('worker', { kind: 'run' })],
    connectionParameters: {
      title: 'Hello',
      'url.go': 'http://127.0.0.1:8080/',
      _: '{"backends": ["http://admin:hunter2@127.0.0.1:81/"]}',
    },
  });
  const child = instanceOf({
    partition: 'slappart1',
    reference: 'database',
    requestedBy: localId('slappart0'),
  });
  const grandchild = instanceOf({
    partition: 'slappart2',
    reference: 'backup',
    requestedBy: localId('slappart1'),
  });
  const stranger = instanceOf({ partition: 'slappart3', reference: 'other' });

  function show() {
    setInstances([instance, child, grandchild, stranger]);
    const closed = vi.fn();
    render(<DestroyInstanceDialog instance={instance} onClose={closed} />);
    return closed;
  }

  it('says what will be lost, and nothing else', () => {
    show();
    const lost = within(screen.getByRole('list'))
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
    expect(lost).toEqual([
      'the folder instances/slappart0 with every file in it, data and logs included',
      'its 2 processes: web, worker',
      'the instance database that it requested, with every file in instances/slappart1',
      'the instance backup that it requested, with every file in instances/slappart2',
      'the addresses that it published: http://127.0.0.1:8080/, http://admin:••••••••@127.0.0.1:81/',
      'the parameters it was requested with, and all that it published',
    ]);
  });

  it('destroys one that another instance requested by itself, whatever it is of', async () => {
    const root = instanceOf({ reference: 'helloworld' });
    const typo = '/srv/w/software/typo/software.cfg';
    const left = instanceOf({
      partition: 'slappart1',
      reference: 'child',
      requestedBy: localId('slappart0'),
      release: typo,
    });
    setInstances([root, left]);
    render(<DestroyInstanceDialog instance={left} onClose={() => undefined} />);
    expect(screen.getByRole('dialog').textContent).toContain('helloworld requested it');
    await userEvent.type(textbox('Type the reference child to go on'), 'child{Enter}');
    await vi.waitFor(() =>
      expect(asked).toEqual([
        { release: typo, reference: 'child', action: 'destroy', confirm: 'child', ...localId('slappart1') },
      ]),
    );
  });

  it('waits for its reference', async () => {
    const closed = show();
    const field = textbox('Type the reference helloworld to go on');
    expect(document.activeElement).toBe(field);
    await userEvent.keyboard('helloworl{Enter}');
    expect(button('Destroy instance').disabled).toBe(true);
    expect(asked).toEqual([]);
    await userEvent.keyboard('d');
    await userEvent.click(button('Destroy instance'));
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    expect(asked).toEqual([
      { release: 'helloworld', reference: 'helloworld', action: 'destroy', confirm: 'helloworld' },
    ]);
  });

  it('is left by Escape, but not once it is on its way', async () => {
    const closed = show();
    await userEvent.keyboard('{Escape}');
    expect(closed).toHaveBeenCalledTimes(1);
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    await userEvent.keyboard('helloworld{Enter}');
    expect(button('Destroy instance').getAttribute('aria-busy')).toBe('true');
    await userEvent.keyboard('{Enter}{Escape}');
    expect(closed).toHaveBeenCalledTimes(1);
    open();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(2));
    expect(asked).toHaveLength(1);
  });

  it('shows why the server refuses', async () => {
    refusal = { code: 'run_in_progress', message: 'Run 3 goes on: wait for its end, or stop it.' };
    const closed = show();
    await userEvent.keyboard('helloworld{Enter}');
    expect((await screen.findByRole('alert')).textContent).toBe(refusal.message);
    expect(closed).not.toHaveBeenCalled();
    expect(button('Destroy instance').disabled).toBe(false);
  });
});

describe('removing a release', () => {
  it('says what goes and what stays, and waits for its name', async () => {
    setReleases([releaseOf({})]);
    setInstances([instanceOf({ release: 'flask' })]);
    const closed = vi.fn();
    render(<RemoveReleaseDialog release="helloworld" onClose={closed} />);
    const dialog = screen.getByRole('dialog', { name: 'Remove the installed helloworld?' });
    expect(dialog.textContent).toMatch(
      /folder below releases, named by the MD5 sum of \/w\/software\/helloworld\/software\.cfg,/,
    );
    expect(dialog.textContent).toContain('profiles in the workspace stay');
    expect(button('Remove release').disabled).toBe(true);
    await userEvent.keyboard('helloworld{Enter}');
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
    expect(asked).toEqual([{ release: 'helloworld', action: 'remove', confirm: 'helloworld' }]);
  });

  it('is refused with the names of its instances', () => {
    setReleases([releaseOf({})]);
    setInstances([
      instanceOf({}),
      instanceOf({ partition: 'slappart1', reference: 'second' }),
      instanceOf({ partition: 'slappart2', reference: 'web', release: 'flask' }),
    ]);
    render(<RemoveReleaseDialog release="helloworld" onClose={() => undefined} />);
    const names = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(names).toEqual(['helloworld in slappart0', 'second in slappart1']);
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Remove release' })).toBeNull();
  });
});
