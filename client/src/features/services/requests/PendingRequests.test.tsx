import express from 'express';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PendingRequest, RequestRules } from '../../../../../shared/instances.ts';
import { TooltipProvider } from '../../../components/Tooltip.tsx';
import { resetAllStores } from '../../../core/stores/createAppStore.ts';
import { serveApi } from '../../../testApi.ts';
import { askedRun, runOf } from '../../../testModel.ts';
import { instanceOf, localId } from '../testInstance.ts';
import { ForwardsDialog } from './ForwardsDialog.tsx';
import { PendingRequests } from './PendingRequests.tsx';

/** What was asked of the server, in order. */
const asked: unknown[] = [];
let rules: RequestRules;

const app = express();
app.use(express.json());
app.get('/api/requests/rules', (_, response) => void response.json(rules));
app.put('/api/requests/forwards', ({ body }, response) => {
  asked.push(body);
  response.json({ ...rules, ...(body as Partial<RequestRules>) });
});
app.use('/api/instances', ({ method, path, body }, response) => {
  asked.push([method, path, body]);
  response.status(204).end();
});
app.post('/api/runs', ({ body }, response) => {
  asked.push(askedRun(body));
  response.status(201).json(runOf({ id: 7 }));
});
serveApi(app);
beforeEach(() => {
  asked.length = 0;
  rules = { forwards: [], standIns: [] };
});
afterEach(() => {
  cleanup();
  resetAllStores();
});

const root = instanceOf({ reference: 'root' });
const waiting: PendingRequest = {
  ...{ reference: 'front', url: 'http://h/software.cfg', softwareType: 'cdn', shared: true },
  ...{ parameters: { url: 'http://back:80/' }, state: 'waiting', since: '2026-01-01T00:00:00.000Z' },
  reason: 'No instance here can be its host.',
};
const again = { release: 'helloworld', reference: 'root', steps: ['instance'] };
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

function show(request: PendingRequest) {
  const instance = instanceOf({
    ...{ partition: 'slappart1', reference: 'child', requestedBy: localId('slappart0') },
    pendingRequests: [request],
  });
  render(
    <TooltipProvider>
      <PendingRequests instance={instance} root={root} />
    </TooltipProvider>,
  );
  return screen.getByRole('listitem', { name: 'Request front' });
}

it('says what is waited for, and answers it with a stand-in that the whole tree is deployed for', async () => {
  const item = show(waiting);
  for (const text of [
    'Waiting',
    'http://h/software.cfg',
    'shared instance, type cdn',
    'No instance here can be',
  ])
    expect(item.textContent).toContain(text);
  await userEvent.click(button('Answer with a stand-in…'));
  const address = screen.getByRole('textbox', { name: 'Value of parameter 1' });
  expect(address).toHaveProperty('value', 'http://back:80/');
  await userEvent.clear(address);
  await userEvent.type(address, 'http://x/');
  await userEvent.click(button('Answer and deploy again'));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toEqual([
    [
      ...['PUT', '/local/slappart1/requests/front/stand-in'],
      { connectionParameters: { url: 'http://x/', secure_access: 'http://back:80/', domain: 'back' } },
    ],
    again,
  ]);
});

it('marks a stand-in as one, shows it, and takes it away', async () => {
  const item = show({ ...waiting, state: 'standIn', connectionParameters: { url: 'http://x/' } });
  expect(item.textContent).toContain('no instance stands behind it');
  expect(within(item).getByRole('link', { name: /http:\/\/x\// })).toBeTruthy();
  await userEvent.click(button('Change stand-in…'));
  await userEvent.click(button('Remove stand-in'));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toEqual([['DELETE', '/local/slappart1/requests/front/stand-in', undefined], again]);
});

it('forwards all requests for the release to a Master, which at https wants a certificate', async () => {
  const other = { url: 'http://other/', master: 'http://m/' };
  rules = { forwards: [other], standIns: [] };
  show(waiting);
  await userEvent.click(button('Forward to a Master…'));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Master URL' }), 'https://slap/');
  await userEvent.type(screen.getByRole('textbox', { name: 'Key' }), '/k');
  await userEvent.type(screen.getByRole('textbox', { name: 'Certificate' }), '/c');
  await userEvent.click(button('Forward and deploy again'));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const own = { url: waiting.url, master: 'https://slap/', key: '/k', certificate: '/c' };
  expect(asked).toEqual([{ forwards: [other, own] }, again]);
});

it('forwards no more', async () => {
  rules = { forwards: [{ url: waiting.url, master: 'http://m/' }], standIns: [] };
  show({ ...waiting, state: 'forwarded', master: 'http://m/', connectionParameters: {} });
  expect(screen.getByText(/http:\/\/m\/ has it, and nothing is published/)).toBeTruthy();
  await userEvent.click(button('Change forwarding…'));
  await userEvent.click(await screen.findByRole('button', { name: 'Forward no more' }));
  await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(asked).toEqual([{ forwards: [] }, again]);
});

it('lists what is forwarded, also where nobody requests it, to add to it and to remove from it', async () => {
  const other = { url: 'http://other/', master: 'http://m/' };
  rules = { forwards: [other], standIns: [] };
  render(
    <TooltipProvider>
      <ForwardsDialog onClose={() => undefined} />
    </TooltipProvider>,
  );
  await userEvent.type(await screen.findByRole('textbox', { name: 'Release' }), 'http://new/');
  await userEvent.type(screen.getByRole('textbox', { name: 'Master URL' }), 'http://n/');
  await userEvent.click(button('Add'));
  await userEvent.click(await screen.findByRole('button', { name: 'Forward http://new/ no more' }));
  const own = { url: 'http://new/', master: 'http://n/' };
  await vi.waitFor(() => expect(asked).toEqual([{ forwards: [other, own] }, { forwards: [other] }]));
});
