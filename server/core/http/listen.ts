import { once } from 'node:events';
import type { Server } from 'node:http';
import { createLogger } from '../logger.ts';
import { StartError } from '../startError.ts';
import { hasCode } from '../files/fileError.ts';

const log = createLogger('http');

/** Ports after the default one that are tried. */
const maxTries = 100;
/** Milliseconds that requests have to finish when the server stops. */
const finishTime = 4000;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Whether another port will not do. */
  readonly portIsExplicit: boolean;
}

/** Makes the server listen and answers the port. Throws StartError where it cannot. */
export async function listen(server: Server, { host, port, portIsExplicit }: ListenOptions): Promise<number> {
  const last = portIsExplicit || port === 0 ? port : Math.min(port + maxTries, 65_535);
  for (let candidate = port; candidate <= last; candidate++) {
    if (!(await tryListen(server, host, candidate))) continue;
    const address = server.address();
    const actual = typeof address === 'object' && address !== null ? address.port : candidate;
    if (port !== 0 && actual !== port) log.info(`port ${port} is in use: taking ${actual}`);
    return actual;
  }
  throw new StartError(
    portIsExplicit
      ? `Port ${port} is in use: choose another with --port.`
      : `The ports ${port} to ${last} are in use: choose another with --port.`,
  );
}

/** Takes no new connections, lets requests finish for a while, and then closes what is left. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  // A connection that was busy is idle later on, and would be kept open for its next request.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const force = setTimeout(() => server.closeAllConnections(), finishTime);
  try {
    await closed;
  } finally {
    clearInterval(idle);
    clearTimeout(force);
  }
}

async function tryListen(server: Server, host: string, port: number): Promise<boolean> {
  const listening = once(server, 'listening');
  server.listen({ host, port, exclusive: true });
  try {
    await listening;
    return true;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return false;
    if (hasCode(error, 'EACCES'))
      throw new StartError(`Port ${port} needs more rights: choose one above 1023.`);
    if (hasCode(error, 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAFNOSUPPORT')) {
      throw new StartError(`--host ${host} is not an address of this machine.`, { cause: error });
    }
    throw error;
  }
}
