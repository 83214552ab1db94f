#!/usr/bin/env node
/**
 * `webrunner`, the command line: `start` is `npm start`, and everything else what that has built, which talks to the server.
 * Only built-in modules are imported here: the start runs before node_modules exists.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stepDown } from './setup/account.mjs';
import { projectRoot } from './setup/folders.mjs';
import { withAbsoluteFolders } from './setup/startArguments.mjs';
import { runMain, say } from './setup/progress.mjs';

/** As in cli/core/exitCodes.ts. */
const notReached = 3;

// Folders are meant from where we are, and not from where npm was started, should it have started us.
delete process.env.INIT_CWD;

const [node = '', script = '', command, ...rest] = process.argv;
if (command === 'start') {
  process.argv = [node, script, ...rest];
  await import('./start.mjs');
} else {
  await runMain(async () => {
    const { args } = withAbsoluteFolders(process.argv.slice(2));
    // What is about files of whoever calls is done as that account, where it is called.
    const exitCode = command === 'md5' ? undefined : await stepDown('scripts/webrunner.mjs', args);
    if (exitCode !== undefined) return exitCode;
    const main = join(projectRoot, 'dist', 'server', 'webrunner.mjs');
    if (!existsSync(main)) {
      say('webrunner: it is not built yet, which webrunner start does.');
      return notReached;
    }
    process.argv = [node, script, ...args];
    await import(pathToFileURL(main).href);
    return undefined;
  });
}
