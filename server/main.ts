import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { forsakenWorkspace } from '../scripts/setup/places.mjs';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import { createLogger } from './core/logger.ts';
import { parseOptions, usage, UsageError } from './options.ts';
import type { Options } from './options.ts';
import { StartError } from './core/startError.ts';

const log = createLogger('main');

/** Milliseconds after which a server that was asked to stop ends, come what may. */
const stopTime = 9500;

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(usage);
  else await run(options);
} catch (error) {
  if (error instanceof UsageError || error instanceof StartError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  } else {
    log.fatal({ err: error }, 'the server could not start');
    process.exitCode = 1;
  }
}

async function run(options: Options): Promise<void> {
  if (process.getuid?.() === 0) {
    throw new StartError('Webrunner does not run as root, since SlapOS does not: start it with npm start.');
  }
  const forsaken = forsakenWorkspace(homedir(), options.state);
  if (forsaken !== undefined && options.workspace !== forsaken) {
    log.warn(
      `${forsaken} is a checkout of Webrunner and no workspace any more: profiles of yours in its software, stack and component can be moved to ${options.workspace}`,
    );
  }
  // Signals are listened to before anything is begun.
  const starting = Promise.resolve().then(() => createApp(options));
  const isStopping = stopOnSignals(starting);
  const app = await starting;
  if (isStopping()) return;
  const { origin } = app;
  const ready = options.json
    ? JSON.stringify({ origin, pid: process.pid })
    : `Webrunner ready: ${origin}/auth?token=${app.token}`;
  process.stdout.write(`${ready}\n`);
  if (options.open) openBrowser(`${app.origin}/auth?token=${app.issueOneShot()}`);
}

/** Listens from the first: what a server that is still starting has begun is to be ended too. Answers whether it is stopping. */
function stopOnSignals(starting: Promise<App>): () => boolean {
  let stopping: Promise<void> | undefined;
  const stop = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'stopping');
    stopping ??= stopApp(starting);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  return () => stopping !== undefined;
}

async function stopApp(starting: Promise<App>): Promise<void> {
  const deadline = setTimeout(() => {
    log.error('the server did not stop in time');
    process.exit(1);
  }, stopTime);
  deadline.unref();
  // One that could not start has nothing left to stop, and says why elsewhere.
  const app = await starting.catch(() => undefined);
  if (app === undefined) return;
  try {
    await app.dispose();
  } catch (error) {
    log.error({ err: error }, 'not everything could be stopped');
    process.exitCode = 1;
  }
  process.exit();
}

/** The address is visible to others on the command line: its token can be used once. */
function openBrowser(url: string): void {
  const child = spawn('xdg-open', [url], { detached: true, stdio: 'ignore' });
  child.on('error', (error) => log.info(`no browser was opened (${error.message})`));
  child.unref();
}
