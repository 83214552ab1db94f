import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestServer } from '../../server/testServer.ts';
import type { TestServer } from '../../server/testServer.ts';
import { createApi } from './api.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const open = (signal = new AbortController().signal) => createApi(server.state, signal);
const path = () => join(server.state, 'server.json');

test('calls operations with the token of the file', async () => {
  expect(await open().call('getSession')).toMatchObject({ workspace: server.workspace });
});

test('tells what the server says of a refusal', async () => {
  const call = open().call('getRunChanges', { params: { run: 5 } });
  await expect(call).rejects.toMatchObject({ name: 'AppError', code: 'not_found' });
});

test('goes on with a server that was started anew on the same port, which has another token', async () => {
  const api = open();
  await api.call('getSession');
  await server.restart();
  expect(await api.call('getSession')).toMatchObject({ workspace: server.workspace });
});

test('asks once with a wrong token', async () => {
  const right = JSON.parse(await readFile(path(), 'utf8')) as object;
  await writeFile(path(), JSON.stringify({ ...right, token: 'x'.repeat(43) }));
  const api = open();
  for (let attempt = 0; attempt < 5; attempt++) {
    await expect(api.call('getSession')).rejects.toMatchObject({ code: 'wrong_token' });
  }
  await expect(api.call('getSession')).rejects.toMatchObject({ code: 'too_many_attempts' });
});

test.each([
  ['nothing listens', undefined, /does not answer \(ECONNREFUSED\)/],
  ['the answer is not ours', '<html>', /answered 502 without saying why/],
])('is not reached where %s', async (_title, answer, message) => {
  const other = createServer((_request, response) => response.writeHead(502).end(answer));
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  if (answer === undefined) other.close();
  const right = JSON.parse(await readFile(path(), 'utf8')) as object;
  await writeFile(path(), JSON.stringify({ ...right, origin: `http://127.0.0.1:${port}` }));
  await expect(open().call('getSession')).rejects.toMatchObject({
    name: 'NotReachedError',
    message: expect.stringMatching(message) as unknown,
  });
  other.closeAllConnections();
  other.close();
});

test('is not reached, in words, after the server has stopped', async () => {
  const api = open();
  await api.call('getSession');
  await server.app.dispose();
  await expect(api.call('getSession')).rejects.toThrow(/does not answer|No server runs/);
  await expect(api.call('getSession')).rejects.toThrow('No server runs');
});

test('stops asking with the signal', async () => {
  const controller = new AbortController();
  const call = open(controller.signal).call('getSession');
  controller.abort(2);
  await expect(call).rejects.toBe(2);
});
