import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { isOwnPeer } from './ownPeer.ts';

test('a program of our account is told from those of others', async () => {
  const other = (process.getuid?.() ?? 0) + 1;
  const server = createServer(({ socket }, response) => {
    void Promise.all([isOwnPeer(socket), isOwnPeer(socket, other)]).then((told) => response.end(told.join()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect(await answer.text()).toBe('true,false');
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('a connection that is not there is of nobody', async () => {
  expect(await isOwnPeer({ localPort: 1, remotePort: 2 })).toBe(false);
});
