import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { readBytes } from './byteReader.mjs';
import { endChild } from './childProcess.mjs';
import { forkHelper, nextMessage } from './forked.mjs';

const logWriter = fileURLToPath(new URL('logWriter.mjs', import.meta.url));

/**
 * Reads `bytes` that the log writer writes into a pipe; MB/s.
 * @param {number} bytes
 */
export async function rawPipeSpeed(bytes) {
  const child = spawn(process.execPath, [logWriter, 'pipe', String(bytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const reader = readBytes(bytes);
    child.stdout.on('data', (/** @type {Buffer} */ data) => reader.add(data.length));
    return await reader.speed;
  } finally {
    await endChild(child);
  }
}

/**
 * Starts the bare WebSocket sender. `receive` gives the MB/s at which bytes come from it; `connected` is called
 * when it has been asked for a file, which may then begin to grow.
 * @param {import('./scope.mjs').Scope} scope
 */
export async function startBareSender(scope) {
  const child = forkHelper(scope, 'bareSender.mjs');
  /** @type {number} */
  const port = await nextMessage(child);
  /**
   * @param {number} bytes
   * @param {{ file: string, from: number, connected: () => void }} [source] memory, unless given
   */
  return async function receive(bytes, source) {
    const query = new URLSearchParams({ bytes: String(bytes) });
    if (source !== undefined) {
      query.set('file', source.file);
      query.set('from', String(source.from));
    }
    const socket = new WebSocket(`ws://127.0.0.1:${port}/?${query}`, { perMessageDeflate: false });
    try {
      const reader = readBytes(bytes);
      socket.on('open', () => source?.connected());
      socket.on('message', (/** @type {Buffer} */ data) => reader.add(data.length));
      return await reader.speed;
    } finally {
      socket.terminate();
    }
  };
}
