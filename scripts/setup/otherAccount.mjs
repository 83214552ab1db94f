/**
 * A second account for the tests. They run as an unprivileged account, which cannot become another one; only root
 * can. So root, before it steps down, offers to run commands as `nobody`, for as long as the tests go on.
 */
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { collect } from './command.mjs';
import { parseJson } from './files.mjs';

const nobody = 65_534;
const timeoutMs = 60_000;

/**
 * Runs a command as nobody; gives its exit status (null where it was killed, or not started) and all that it printed.
 * @param {readonly string[]} command
 */
async function runAsNobody([program = '', ...args]) {
  const { code, output, failure } = await collect(program, args, {
    uid: nobody,
    gid: nobody,
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  return { code, output: output === '' && code === null ? failure : output };
}

/**
 * Listens on a socket that only `account` can open: a JSON line with a command (a list) gets one with its `code` and
 * `output`. Gives the path of the socket, and how to end the offer.
 * @param {{ uid: number, gid: number }} account
 */
export async function offerOtherAccount(account) {
  const folder = mkdtempSync(join(tmpdir(), 'wr-other-'));
  const socket = join(folder, 'socket');
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    createInterface({ input: connection }).once('line', (line) => {
      const command = /** @type {string[]} */ (parseJson(line));
      void runAsNobody(command).then((answer) => connection.end(`${JSON.stringify(answer)}\n`));
    });
  });
  server.listen(socket);
  await once(server, 'listening');
  chownSync(socket, account.uid, account.gid);
  chmodSync(socket, 0o600);
  chownSync(folder, account.uid, account.gid);
  return {
    socket,
    dispose: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
