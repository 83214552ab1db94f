import type { RawData, WebSocket } from 'ws';
import { closeCode } from '../../../shared/live.ts';
import { parseJson } from '../../../shared/core/json.ts';
import type { Disposable } from '../kit/lifecycle.ts';

const helloTimeoutMs = 10_000;

/**
 * Gives `receive` each message of a client, parsed, until it is disposed of. The socket of a client that sends
 * something else than JSON is closed; and of one that has not said hello in time, as `isWelcome` tells.
 */
export function readMessages(
  socket: WebSocket,
  { receive, isWelcome }: { receive: (message: unknown) => void; isWelcome: () => boolean },
): Disposable {
  const onMessage = (data: RawData, isBinary: boolean): void => {
    const message = isBinary || !Buffer.isBuffer(data) ? undefined : parseJson(data.toString('utf8'));
    if (message === undefined) socket.close(closeCode.notJson, 'not JSON');
    else receive(message);
  };
  socket.on('message', onMessage);
  const impatience = setTimeout(() => {
    if (!isWelcome()) socket.close(1008, 'no hello');
  }, helloTimeoutMs);
  return {
    dispose: () => {
      clearTimeout(impatience);
      socket.off('message', onMessage);
    },
  };
}
