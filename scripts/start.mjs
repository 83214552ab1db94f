/**
 * `npm start`: makes what is missing (dependencies, build, engine), then starts the server in this process.
 * Only built-in modules are imported here: it runs before node_modules exists.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stepDown } from './setup/account.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { settleEnvironment } from './setup/environment.mjs';
import { projectRoot } from './setup/folders.mjs';
import { checkPrerequisites } from './setup/prerequisites.mjs';
import { ensureBuilt, ensureDependencies } from './setup/product.mjs';
import { runMain } from './setup/progress.mjs';
import { checkAllPlaces, checkPlaces, withAbsoluteFolders } from './setup/startArguments.mjs';

await runMain(async () => {
  const { args, folders } = withAbsoluteFolders(process.argv.slice(2));
  checkPrerequisites();
  settleEnvironment();
  const isToRun = !args.includes('--help');
  if (isToRun) checkPlaces(folders);
  const exitCode = await stepDown('scripts/start.mjs', args, folders);
  if (exitCode !== undefined) return exitCode;
  if (isToRun) checkAllPlaces(folders);
  await ensureDependencies(projectRoot);
  await ensureBuilt(projectRoot);
  const engine = isToRun ? await ensureEngine(projectRoot) : '';
  process.argv = [...process.argv.slice(0, 2), ...args, '--engine', engine];
  await import(pathToFileURL(join(projectRoot, 'dist', 'server', 'main.mjs')).href);
  return undefined;
});
