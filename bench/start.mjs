import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { errorCode } from '../scripts/setup/files.mjs';
import { projectRoot } from '../scripts/setup/folders.mjs';
import { timeCommand } from './harness/childProcess.mjs';
import { pairs, until } from './harness/measure.mjs';
import { foldersOf } from './harness/product.mjs';
import { comparedRow, figureRow } from './harness/rows.mjs';
import { tempFolder } from './harness/tempFolder.mjs';

const rounds = 5;

/**
 * `npm start` to the line that says that it is ready, when all is built and the state exists, next to starting the
 * built server without npm and set-up.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function start({ scope, engine }) {
  const { workspace, state } = foldersOf(tempFolder(scope));
  const options = [
    ...['--workspace', workspace, '--state', state],
    ...['--port', '0', '--no-open', '--stop-services-on-exit'],
  ];
  const npmStart = () => timeToReady('npm', ['start', '--silent', '--', ...options], { cwd: projectRoot });
  const server = [join(projectRoot, 'dist', 'server', 'main.mjs'), '--engine', engine, ...options];
  const bareServer = () => timeToReady(process.execPath, server, { cwd: projectRoot });
  await npmStart();
  return [
    comparedRow(
      {
        bench: 'start',
        name: 'warm npm start',
        compared: 'to the ready line / the server alone',
        unit: 's',
        goal: { of: 'ours', atMost: 4 },
      },
      await pairs(rounds, npmStart, bareServer),
    ),
  ];
}

/**
 * `npm start` from a fresh clone with an empty home: everything is downloaded, so this depends on the network.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function startCold({ scope }) {
  const folder = tempFolder(scope);
  const clone = join(folder, 'clone');
  const home = join(folder, 'home');
  mkdirSync(home);
  if (existsSync(join(projectRoot, '.git'))) {
    await timeCommand('git', ['clone', '--quiet', projectRoot, clone]);
  } else {
    // Where root handed the sources to another account there is no repository: a copy without what is built.
    const made = ['node_modules', 'dist', '.webrunner-staged'].map((name) => join(projectRoot, name));
    cpSync(projectRoot, clone, { recursive: true, filter: (path) => !made.includes(path) });
  }
  const env = { ...process.env, HOME: home };
  for (const name of ['XDG_CACHE_HOME', 'UV_CACHE_DIR', 'npm_config_cache', 'PIP_CACHE_DIR']) {
    Reflect.deleteProperty(env, name);
  }
  const options = ['--port', '0', '--no-open', '--stop-services-on-exit'];
  const seconds = await timeToReady('npm', ['start', '--silent', '--', ...options], { cwd: clone, env });
  return [
    figureRow({
      bench: 'start-cold',
      name: 'cold npm start',
      compared: 'fresh clone, empty home, to the ready line; once',
      unit: 's',
      ours: seconds,
    }),
  ];
}

/**
 * Starts the product, waits for its ready line, and ends it with everything that it started.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<number>} seconds to the ready line
 */
async function timeToReady(command, args, options) {
  const begin = performance.now();
  // A group of its own, so that the signal reaches the server below npm and its shell.
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid, stdout, stderr } = child;
  if (pid === undefined) throw new Error(`${command} could not be started.`);
  let errors = '';
  stderr.on('data', (data) => (errors = `${errors}${data}`.slice(-5000)));
  try {
    for await (const line of createInterface({ input: stdout })) {
      if (line.startsWith('Webrunner ready: ')) return (performance.now() - begin) / 1000;
    }
    throw new Error(`${command} ${args.join(' ')} ended before it was ready:\n${errors}`);
  } finally {
    stdout.resume();
    await endGroup(pid);
  }
}

/**
 * Ends a process group of ours and waits until nothing of it is left.
 * @param {number} group
 */
async function endGroup(group) {
  const signal = (/** @type {NodeJS.Signals | 0} */ name) => {
    try {
      process.kill(-group, name);
      return true;
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return false;
      throw error;
    }
  };
  signal('SIGTERM');
  try {
    await until('the server to end', 15, () => (signal(0) ? undefined : true));
  } catch (error) {
    signal('SIGKILL');
    throw error;
  }
}
