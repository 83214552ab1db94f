import { parseJson } from '../../scripts/setup/files.mjs';

/** Bytes before those of the log in a binary frame; the same as in shared/core/logFrame.ts. */
const frameHeader = 16;

/**
 * Follows the log of a software step over the product's WebSocket, as the page does.
 * @param {import('./session.mjs').Session} session
 * @param {{ run: number, offset: number }} position a negative offset counts from the end
 * @param {(bytes: Buffer) => void} onBytes a view, valid during the call
 * @returns {Promise<import('ws').WebSocket>} once the server has said that the log is open
 */
export async function openLog(session, { run, offset }, onBytes) {
  const socket = await session.live();
  /** @type {Promise<void>} */
  const opened = new Promise((resolve, reject) => {
    socket.on('close', (code) => reject(new Error(`The connection was closed: ${code}.`)));
    socket.on('message', (/** @type {Buffer} */ data, isBinary) => {
      if (isBinary) {
        onBytes(data.subarray(frameHeader));
        return;
      }
      const message = /** @type {{ type: string, code?: string, message?: string }} */ (
        parseJson(data.toString())
      );
      if (message.type === 'log.opened') resolve();
      if (message.type === 'error') reject(new Error(`${message.code}: ${message.message}`));
    });
  });
  socket.send(JSON.stringify({ type: 'log.open', stream: 1, log: { run, step: 'software' }, offset }));
  await opened;
  return socket;
}
