/**
 * Keeps the engine host while the server in front of it is started anew again and again. What the server takes for the
 * engine's Python environment is a copy of links in which `webrunner-slapos-host` is `hostRelay.mjs`: it carries the lines of
 * the server to a socket here, and those of the one real host back.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../setup/files.mjs';
import { say } from '../setup/progress.mjs';

const hostName = 'webrunner-slapos-host';

/**
 * Makes the environment for the server in `folder`, and listens.
 * @param {string} engine the real environment
 * @param {string} folder empty; its name has to be short, since a socket is made in it
 * @returns {Promise<{ environment: string, stop: () => Promise<void> }>}
 */
export async function keepHost(engine, folder) {
  const environment = join(folder, 'engine');
  const socket = join(folder, 'host');
  mkdirSync(join(environment, 'bin'), { recursive: true });
  link(engine, environment, 'bin');
  link(join(engine, 'bin'), join(environment, 'bin'), hostName);
  const relay = fileURLToPath(new URL('hostRelay.mjs', import.meta.url));
  writeFileSync(
    join(environment, 'bin', hostName),
    `#!/bin/sh\nexec '${process.execPath}' '${relay}' '${socket}' "$@"\n`,
    { mode: 0o700 },
  );

  /** @type {import('node:child_process').ChildProcess | undefined} */
  let host;
  /** @type {import('node:net').Socket | undefined} */
  let server;
  // The servers number their requests from 1: an answer to one that is gone must not reach the next.
  let lastId = 0;
  /** @type {Map<number, { socket: import('node:net').Socket, id: unknown }>} */
  const asked = new Map();

  const startHost = (/** @type {readonly string[]} */ args) => {
    const child = spawn(join(engine, 'bin', hostName), args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.on('error', (error) => say(`The engine host could not be started: ${error.message}`));
    child.on('close', () => {
      host = undefined;
      server?.destroy();
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = /** @type {{ id?: number }} */ (parseJson(line));
      if (message.id === undefined) {
        server?.write(`${line}\n`);
        return;
      }
      const to = asked.get(message.id);
      asked.delete(message.id);
      if (to !== undefined && to.socket === server)
        to.socket.write(`${JSON.stringify({ ...message, id: to.id })}\n`);
    });
    return child;
  };
  const listener = createServer((connection) => {
    server?.destroy();
    server = connection;
    connection.on('error', () => connection.destroy());
    let isFirst = true;
    createInterface({ input: connection }).on('line', (line) => {
      if (isFirst) {
        isFirst = false;
        host ??= startHost(/** @type {readonly string[]} */ (parseJson(line)));
        return;
      }
      const message = /** @type {{ id: number }} */ (parseJson(line));
      const id = ++lastId;
      asked.set(id, { socket: connection, id: message.id });
      host?.stdin?.write(`${JSON.stringify({ ...message, id })}\n`);
    });
  });
  await new Promise((resolve, reject) =>
    listener.once('error', reject).listen(socket, () => resolve(undefined)),
  );
  return {
    environment,
    stop: async () => {
      listener.close();
      server?.destroy();
      if (host === undefined) return;
      const ended = new Promise((resolve) => host?.once('close', resolve));
      host.stdin?.end();
      await ended;
    },
  };
}

/**
 * Links to all entries of a folder but one.
 * @param {string} from
 * @param {string} to
 * @param {string} but
 */
function link(from, to, but) {
  for (const name of readdirSync(from)) if (name !== but) symlinkSync(join(from, name), join(to, name));
}
