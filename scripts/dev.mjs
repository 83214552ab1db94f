/**
 * `npm run dev`: the server with the page from its sources. The page is renewed in the browser as its files change; the server
 * is built and started again, while the engine host, and with it every run, goes on. Takes the options of `npm start`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepDown } from './setup/account.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { settleEnvironment } from './setup/environment.mjs';
import { projectRoot } from './setup/folders.mjs';
import { checkPrerequisites } from './setup/prerequisites.mjs';
import { ensureDependencies } from './setup/product.mjs';
import { runMain, say } from './setup/progress.mjs';
import { checkAllPlaces, checkPlaces, withAbsoluteFolders } from './setup/startArguments.mjs';

/** How long the server has to stop before the next one is started, in ms. */
const stopTime = 12_000;
const serverFolder = join(projectRoot, 'dist', 'dev');

/**
 * Runs one server at a time.
 * @param {readonly string[]} args
 */
function serverRunner(args) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child;
  const stop = async () => {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('close', resolve));
    ending.kill('SIGTERM');
    const timer = setTimeout(() => ending.kill('SIGKILL'), stopTime);
    await ended;
    clearTimeout(timer);
  };
  return {
    stop,
    restart: async () => {
      await stop();
      const started = spawn(
        process.execPath,
        ['--enable-source-maps', '--inspect=127.0.0.1:9229', join(serverFolder, 'main.mjs'), ...args],
        {
          stdio: 'inherit',
          env: {
            ...process.env,
            // Building the server has set it for this process.
            NODE_ENV: 'development',
            WEBRUNNER_DEV_PAGE: fileURLToPath(new URL('dev/page.mjs', import.meta.url)),
          },
        },
      );
      child = started;
      started.on('close', (code) => {
        if (child === started)
          say(`The server ended (exit status ${code}). It is started again when a file of it changes.`);
      });
    },
  };
}

await runMain(async () => {
  const { args, folders } = withAbsoluteFolders(process.argv.slice(2));
  checkPrerequisites();
  settleEnvironment();
  checkPlaces(folders);
  const exitCode = await stepDown('scripts/dev.mjs', args, folders);
  if (exitCode !== undefined) return exitCode;
  checkAllPlaces(folders);
  await ensureDependencies(projectRoot);
  const engine = await ensureEngine(projectRoot);
  // Only here: they come with the dependencies.
  const { build } = await import('vite');
  const { keepHost } = await import('./dev/keptHost.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'wr-dev-'));
  const host = await keepHost(engine, folder);
  const server = serverRunner([...args, '--engine', host.environment]);
  const watching = await build({
    root: projectRoot,
    configFile: join(projectRoot, 'vite.config.ts'),
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: serverFolder,
      sourcemap: true,
      watch: { exclude: [/node_modules/] },
      emptyOutDir: false,
    },
  });
  if (!('on' in watching)) throw new Error('vite does not watch the sources of the server');
  /** One restart after the other; of those that wait, one is enough. @type {Promise<void>} */
  let restarts = Promise.resolve();
  let isDue = false;
  watching.on('event', (event) => {
    if (event.code === 'ERROR') say(`The server cannot be built: ${event.error.message}`);
    if (event.code !== 'BUNDLE_END') return;
    void event.result.close();
    if (isDue) return;
    isDue = true;
    restarts = restarts.then(async () => {
      isDue = false;
      await server.restart();
    });
  });
  await new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, resolve);
  });
  await watching.close();
  await restarts;
  await server.stop();
  await host.stop();
  rmSync(folder, { recursive: true, force: true });
  return 0;
});
