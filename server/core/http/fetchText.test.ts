import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { FetchProblem, fetchText } from './fetchText.ts';

let close: (() => void) | undefined;
afterEach(() => close?.());

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/software.cfg`;
}

const limits = { maxBytes: 1024, signal: AbortSignal.timeout(20_000) };

test('answers a text, and nothing where there is none', async () => {
  const url = await serve(({ url: path }, response) => {
    response.statusCode = path === '/software.cfg' ? 200 : 404;
    response.end('[buildout]');
  });
  expect(await fetchText(url, limits)).toBe('[buildout]');
  expect(await fetchText(`${url}.json`, limits)).toBeUndefined();
});

test('reads no more than it may, also of an answer without an end', async () => {
  const url = await serve((_, response) => {
    const more = () => {
      if (response.writable) response.write('x'.repeat(512), more);
    };
    more();
  });
  await expect(fetchText(url, limits)).rejects.toThrow('longer than 1 KiB');
});

test('gives up a server that says nothing', async () => {
  const url = await serve(() => undefined);
  const signal = AbortSignal.timeout(50);
  await expect(fetchText(url, { maxBytes: 1024, signal })).rejects.toThrow('it took too long');
});

test('says what a server answered, and why none does', async () => {
  const url = await serve((_, response) => response.writeHead(403).end());
  await expect(fetchText(url, limits)).rejects.toThrow('status 403. Only what everybody may read');
  close?.();
  await expect(fetchText(url, limits)).rejects.toThrow('ECONNREFUSED');
  await expect(fetchText(url, limits)).rejects.toBeInstanceOf(FetchProblem);
});

test('does not follow a redirection to anything but the web', async () => {
  const url = await serve((_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
  await expect(fetchText(url, limits)).rejects.toBeInstanceOf(FetchProblem);
});
