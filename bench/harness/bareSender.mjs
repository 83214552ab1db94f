/**
 * The least that can send bytes over a WebSocket: binary frames of 64 KiB, nothing looked at, nothing checked,
 * never more than 1 MiB waiting. Forked; tells its port. Each connection says in its address what it gets:
 * `/?bytes=N` from memory, `/?bytes=N&file=PATH&from=OFFSET` from a file that may still grow.
 */
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';

const frameSize = 64 * 1024;
const waitingAtMost = 1024 * 1024;
const memory = Buffer.alloc(frameSize, 'a line of a log ');

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false }, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  process.send?.(address.port);
});
server.on('connection', (socket, request) => {
  const query = new URL(request.url ?? '', 'http://localhost').searchParams;
  const file = query.get('file');
  const bytes = Number(query.get('bytes'));
  if (file === null) sendMemory(socket, bytes);
  else void sendFile(socket, file, Number(query.get('from')), bytes);
});
process.on('disconnect', () => process.exit());

/**
 * @param {import('ws').WebSocket} socket
 * @param {number} bytes
 */
function sendMemory(socket, bytes) {
  let left = bytes;
  const send = () => {
    while (left > 0 && socket.bufferedAmount < waitingAtMost) {
      const part = memory.subarray(0, Math.min(frameSize, left));
      left -= part.length;
      socket.send(part, () => send());
    }
  };
  send();
}

/**
 * @param {import('ws').WebSocket} socket
 * @param {string} path
 * @param {number} from
 * @param {number} bytes
 */
async function sendFile(socket, path, from, bytes) {
  const file = await open(path);
  let sent = 0;
  while (sent < bytes && socket.readyState === socket.OPEN) {
    const { bytesRead, buffer } = await file.read(
      Buffer.allocUnsafeSlow(frameSize),
      0,
      frameSize,
      from + sent,
    );
    if (bytesRead === 0) {
      await sleep(1);
      continue;
    }
    sent += bytesRead;
    const part = buffer.subarray(0, bytesRead);
    if (socket.bufferedAmount < waitingAtMost) socket.send(part);
    else await new Promise((resolve) => socket.send(part, resolve));
  }
  await file.close();
}
