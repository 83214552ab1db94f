import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endChild } from './childProcess.mjs';
import { sleep, until } from './measure.mjs';
import { projectRoot } from '../../scripts/setup/folders.mjs';
import { signIn } from './session.mjs';

/**
 * The built product, running as a process of its own on folders of its own.
 * @typedef {object} Product
 * @property {number} pid of the server
 * @property {string} origin such as `http://127.0.0.1:40123`
 * @property {string} signInUrl what a browser opens first
 * @property {string} folder holds everything below
 * @property {string} workspace
 * @property {string} state
 * @property {string} home HOME of the server and of the builds
 * @property {import('./session.mjs').Session} session a signed-in client for requests and WebSockets
 */

/**
 * Where a product keeps what: as it does by default when `folder` is the home of its user.
 * @param {string} folder
 */
export function foldersOf(folder) {
  return { workspace: join(folder, 'webrunner'), state: join(folder, '.webrunner'), home: folder };
}

/**
 * Makes the folders of a product, with the bundled profiles as its workspace, unless they are there.
 * @param {string} folder
 */
export function makeWorkspace(folder) {
  const { workspace, state, home } = foldersOf(folder);
  mkdirSync(home, { recursive: true });
  if (!existsSync(workspace)) cpSync(join(projectRoot, 'profiles'), workspace, { recursive: true });
  return { workspace, state, home };
}

/**
 * Starts the product and waits until its engine is ready, so that nothing else goes on when measuring begins.
 * @param {import('./scope.mjs').Scope} scope
 * @param {object} options
 * @param {string} options.engine environment of the engine
 * @param {string} options.folder where workspace, state and home are made unless they are there
 * @param {readonly string[]} [options.nodeArgs] for Node.js, such as `--cpu-prof`
 * @returns {Promise<Product>}
 */
export async function startProduct(scope, { engine, folder, nodeArgs = [] }) {
  const { workspace, state, home } = makeWorkspace(folder);
  const child = spawn(
    process.execPath,
    [
      ...nodeArgs,
      join(projectRoot, 'dist', 'server', 'main.mjs'),
      ...['--workspace', workspace, '--state', state, '--engine', engine, '--port', '0'],
      ...['--no-open', '--stop-services-on-exit'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: home } },
  );
  scope.defer(() => endChild(child));
  let stderr = '';
  child.stderr.on('data', (data) => (stderr = `${stderr}${data}`.slice(-20_000)));
  const signInUrl = await readyAddress(child.stdout, () => stderr);
  const { origin } = new URL(signInUrl);
  const session = await signIn(signInUrl);
  await until('the engine', 60, async () => {
    const answer = await session.json('/api/session');
    const { engine: status } = /** @type {{ engine: { state: string, message?: string } }} */ (answer);
    if (status.state === 'failed') throw new Error(`The engine failed: ${status.message}\n${stderr}`);
    return status.state === 'ready' ? true : undefined;
  });
  // The engine goes on warming up for a moment after it says that it is ready.
  await sleep(2000);
  const { pid } = child;
  if (pid === undefined) throw new Error('The server has no process id.');
  return { pid, origin, signInUrl, folder, workspace, state, home, session };
}

/**
 * The address in the line that says that the server is ready.
 * @param {import('node:stream').Readable} stdout
 * @param {() => string} stderr
 */
async function readyAddress(stdout, stderr) {
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    const address = /^Webrunner ready: (\S+)$/.exec(line)?.[1];
    if (address === undefined) continue;
    // Nobody reads the rest; without this the server would wait when the pipe is full.
    stdout.resume();
    return address;
  }
  throw new Error(`The server ended before it was ready:\n${stderr()}`);
}
