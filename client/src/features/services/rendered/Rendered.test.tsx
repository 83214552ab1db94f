import express from 'express';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import type { InstalledPart, RenderedFile } from '../../../../../shared/instances.ts';
import type { Run } from '../../../../../shared/runs.ts';
import { TooltipProvider } from '../../../components/Tooltip.tsx';
import { resetAllStores } from '../../../core/stores/createAppStore.ts';
import { setRuns } from '../../runs/model/runsStore.ts';
import { serveApi } from '../../../testApi.ts';
import { runOf } from '../../../testModel.ts';
import { instanceOf } from '../testInstance.ts';
import { Rendered } from './Rendered.tsx';

// Looking up by role is slow where many tests share the processor.
vi.setConfig({ testTimeout: 20_000 });

/** What the server answers, by path and query; a number is the status of an error. */
const answers = new Map<string, unknown>();

const app = express();
app.use((request, response) => {
  const answer = answers.get(request.originalUrl) ?? 404;
  if (answer instanceof Buffer) response.setHeader('X-Content-Kind', 'binary').end(answer);
  else if (typeof answer !== 'number') response.json(answer);
  else {
    const code = answer === 404 ? 'not_found' : 'internal';
    response.status(answer).json({ error: { code, message: `It said ${answer}.` } });
  }
});
serveApi(app);
afterEach(() => {
  cleanup();
  resetAllStores();
  answers.clear();
});

const profile: RenderedFile = {
  part: 'instance-profile',
  recipe: 'slapos.recipe.template:jinja2',
  source: 'workspace/software/hello/instance.cfg.in',
  result: 'releases/0123456789abcdef0123456789abcdef/instance.cfg',
};
const inline: RenderedFile = {
  part: 'greeting',
  recipe: 'slapos.recipe.template',
  sourceText: 'Hello',
  result: 'instances/slappart0/etc/greeting.txt',
};
const remote: RenderedFile = {
  part: 'far',
  recipe: 'slapos.recipe.template',
  result: 'instances/slappart0/far',
};

function partOf(name: string, changes: Partial<InstalledPart> = {}): InstalledPart {
  return { name, recipe: 'slapos.cookbook:wrapper', installed: [], options: [], ...changes };
}

function deployed({ files = [], parts = [] }: { files?: RenderedFile[]; parts?: InstalledPart[] }): void {
  answers.set('/api/instances/local/slappart0/rendered', { files });
  answers.set('/api/instances/local/slappart0/installed', { parts });
}

async function show() {
  render(
    <TooltipProvider>
      <Rendered instance={instanceOf({})} />
    </TooltipProvider>,
  );
  const region = within(screen.getByRole('region', { name: 'Rendered' }));
  await vi.waitFor(() => expect(region.queryByText('Reading what was rendered')).toBeNull(), {
    timeout: 10_000,
  });
  return region;
}

const addresses = (element: HTMLElement) =>
  [...element.querySelectorAll('a')].map((link) => link.getAttribute('href'));

function deploying(id: number, state: Run['state']): Run {
  return runOf({
    id,
    state,
    steps: [{ kind: 'instance', state, startedAt: '2026-01-01T00:00:00Z', logSize: 0 }],
  });
}

test('the chain is in its order, each template and each result a link to the editor', async () => {
  deployed({ files: [profile, inline, remote] });
  const list = (await show()).getByRole('list', { name: 'Rendered files' });
  const rows = within(list).getAllByRole('listitem');
  expect(rows.map(addresses)).toEqual([
    ['/edit/workspace/software/hello/instance.cfg.in', `/edit/${profile.result}`],
    [`/edit/${inline.result}`],
    [`/edit/${remote.result}`],
  ]);
  expect(rows.map((row) => within(row).queryByRole('button')?.textContent)).toEqual([
    'Compare',
    'Compare',
    undefined,
  ]);
  expect(rows[0]?.textContent).toContain('releases/012345…');
  expect(rows[0]?.textContent).toContain('instance-profile slapos.recipe.template:jinja2');
  expect(rows[1]?.textContent).toContain('Written in the profile');
});

test('before the first deployment it says what to do', async () => {
  expect((await show()).getByText('Nothing was rendered yet: press Rebuild.')).toBeTruthy();
});

test('a failure is told in the words of the server, and can be tried again', async () => {
  deployed({ files: [inline] });
  answers.set('/api/instances/local/slappart0/installed', 500);
  const region = await show();
  expect(region.getByRole('alert').textContent).toContain('It said 500.');
  deployed({ files: [inline] });
  await userEvent.click(region.getByRole('button', { name: 'Try again' }));
  expect(await region.findByRole('list', { name: 'Rendered files' })).toBeTruthy();
  expect(region.queryByRole('alert')).toBeNull();
});

test('it is read again when a deployment has ended, not when one begins', async () => {
  setRuns([deploying(1, 'completed')]);
  deployed({ parts: [partOf('before')] });
  const region = await show();
  expect(region.getByText('before')).toBeTruthy();
  deployed({ parts: [partOf('after')] });
  act(() => setRuns([deploying(2, 'running'), deploying(1, 'completed')]));
  expect(region.queryByText('before')).toBeTruthy();
  act(() => setRuns([deploying(2, 'failed'), deploying(1, 'completed')]));
  expect(await region.findByText('after')).toBeTruthy();
  expect(region.queryByText('before')).toBeNull();
});

test('a part shows what it installed: links below the roots, plain text elsewhere, many on demand', async () => {
  const many = Array.from({ length: 40 }, (_, index) => `instances/slappart0/srv/${index}`);
  deployed({
    parts: [
      partOf('web', { installed: ['instances/slappart0/etc/web', '/opt/web'] }),
      partOf('big', { installed: many }),
    ],
  });
  const list = (await show()).getByRole('list', { name: 'Installed parts' });
  const [web, big] = within(list).getAllByRole('listitem');
  if (!web || !big) throw new Error('There are not two parts.');
  expect(addresses(web)).toEqual(['/edit/instances/slappart0/etc/web']);
  expect(within(web).getByTitle('/opt/web')).toBeTruthy();
  expect(addresses(big).length).toBeLessThan(40);
  await userEvent.click(within(big).getByRole('button', { name: 'Show all 40 paths' }));
  expect(addresses(big)).toHaveLength(40);
});

test('the filter looks at names, recipes, paths and options', async () => {
  deployed({
    parts: [
      partOf('Alpha'),
      partOf('beta', { recipe: 'slapos.recipe.build' }),
      partOf('gamma', { installed: ['instances/slappart0/bin/gunicorn'] }),
      partOf('delta', { options: [{ name: 'umask', value: '0077' }] }),
    ],
  });
  const region = await show();
  const filter = region.getByRole('searchbox', { name: 'Filter parts' });
  const found = (text: string) => {
    fireEvent.change(filter, { target: { value: text } });
    return region.queryAllByRole('listitem').map((item) => item.querySelector('p')?.title.split(',')[0]);
  };
  expect(found('alpha')).toEqual(['Alpha']);
  expect(found('recipe.build')).toEqual(['beta']);
  expect(found('gunicorn')).toEqual(['gamma']);
  expect(found('0077')).toEqual(['delta']);
  expect(found('omega')).toEqual([]);
  expect(region.getByText('No part has that in it.')).toBeTruthy();
});

test('options are built when they are opened, their secrets masked until they are revealed', async () => {
  deployed({
    parts: [
      partOf('db', {
        options: [
          { name: 'port', value: '5432' },
          { name: 'admin-password', value: 'hunter2' },
        ],
      }),
    ],
  });
  const region = await show();
  expect(region.queryByText('5432')).toBeNull();
  const details = region.getByText('2 options').closest('details');
  if (!details) throw new Error('The options are in no details element.');
  act(() => {
    details.open = true;
    // jsdom opens the element without saying so.
    details.dispatchEvent(new Event('toggle'));
  });
  expect(await region.findByText('5432')).toBeTruthy();
  expect(region.queryByText('hunter2')).toBeNull();
  await userEvent.click(region.getByRole('button', { name: 'Reveal secrets' }));
  expect(region.getByText('hunter2')).toBeTruthy();
});

test('a comparison says why a text cannot be shown, and still leads to the files', async () => {
  deployed({ files: [profile] });
  answers.set(`/api/file?path=${encodeURIComponent(profile.result)}`, Buffer.from([0, 1]));
  answers.set(`/api/file?path=${encodeURIComponent(profile.source ?? '')}`, Buffer.from([0, 1]));
  const region = await show();
  await userEvent.click(region.getByRole('button', { name: 'Compare instance.cfg with its template' }));
  const dialog = within(screen.getByRole('dialog', { name: 'instance.cfg.in and instance.cfg' }));
  expect((await dialog.findByRole('alert')).textContent).toContain(
    'is not text and cannot be compared here.',
  );
  expect(dialog.getByRole('link', { name: 'Open the template' }).getAttribute('href')).toBe(
    '/edit/workspace/software/hello/instance.cfg.in',
  );
  expect(dialog.getByRole('link', { name: 'Open the result' }).getAttribute('href')).toBe(
    `/edit/${profile.result}`,
  );
});
