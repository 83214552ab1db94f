/**
 * A second account for the tests. They run as an unprivileged account, which cannot become another one; only root
 * can. So root, before it steps down, offers to run commands as `nobody`, for as long as the tests go on.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const nobody = 65_534;
const timeoutMs = 60_000;

/** Runs a command as nobody; gives its exit status (not a number where it was killed) and all that it printed. */
async function runAsNobody([command, ...args]) {
  const child = spawn(command, args, {
    uid: nobody,
    gid: nobody,
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/**
 * Listens on a socket that only `account` can open: a JSON line with a command (a list) gets one with its `code` and
 * `output`. Gives the path of the socket, and how to end the offer.
 */
export async function offerOtherAccount(account) {
  const folder = mkdtempSync(join(tmpdir(), 'wr-other-'));
  const socket = join(folder, 'socket');
  const server = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    createInterface({ input: connection }).once('line', async (line) => {
      connection.end(`${JSON.stringify(await runAsNobody(JSON.parse(line)))}\n`);
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
