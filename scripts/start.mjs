/**
 * `npm start`: makes what is missing (dependencies, build, engine), then starts the server in this process.
 * Only built-in modules are imported here: it runs before node_modules exists.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stepDown } from './setup/account.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { settleEnvironment } from './setup/environment.mjs';
import { cacheFolder, projectRoot } from './setup/folders.mjs';
import { cacheProblem, defaultWorkspace, stateProblem, workspaceProblem } from './setup/places.mjs';
import { checkPrerequisites } from './setup/prerequisites.mjs';
import { ensureBuilt, ensureDependencies } from './setup/product.mjs';
import { runMain, SetupError } from './setup/progress.mjs';

/**
 * The arguments with the folders they name made absolute: npm and the step down from root both change the
 * working directory. The server checks every option properly.
 * @param {readonly string[]} args
 */
function withAbsoluteFolders(args) {
  const from = process.env.INIT_CWD ?? process.cwd();
  /** @type {{ workspace?: string, state?: string }} */
  const folders = {};
  const absolute = (/** @type {string} */ name, /** @type {string} */ folder) =>
    (folders[name === 'state' ? 'state' : 'workspace'] = resolve(from, folder));
  const result = args.map((arg, index) => {
    const [, name, value] = /^--(workspace|state)=(.+)$/s.exec(arg) ?? [];
    if (name !== undefined && value !== undefined) return `--${name}=${absolute(name, value)}`;
    const [, before] = /^--(workspace|state)$/.exec(args[index - 1] ?? '') ?? [];
    return before === undefined || arg === '' ? arg : absolute(before, arg);
  });
  return { args: result, folders };
}

/**
 * Refuses folders that nothing could be built in; undefined ones are not looked at.
 * @param {{ workspace?: string, state?: string, cache?: string }} folders
 */
function checkPlaces({ workspace, state, cache }) {
  const problem =
    (state && stateProblem(state)) ??
    (workspace && workspaceProblem(workspace)) ??
    (cache && cacheProblem(cache));
  if (problem) throw new SetupError(problem);
}

await runMain(async () => {
  const { args, folders } = withAbsoluteFolders(process.argv.slice(2));
  checkPrerequisites();
  settleEnvironment();
  const isToRun = !args.includes('--help');
  if (isToRun) checkPlaces(folders);
  const exitCode = await stepDown('scripts/start.mjs', args, folders);
  if (exitCode !== undefined) return exitCode;
  if (isToRun) {
    const state = folders.state ?? join(homedir(), '.webrunner');
    const workspace = folders.workspace ?? defaultWorkspace(homedir(), state);
    checkPlaces({ state, workspace, cache: cacheFolder() });
  }
  await ensureDependencies(projectRoot);
  await ensureBuilt(projectRoot);
  const engine = isToRun ? await ensureEngine(projectRoot) : '';
  process.argv = [...process.argv.slice(0, 2), ...args, '--engine', engine];
  await import(pathToFileURL(join(projectRoot, 'dist', 'server', 'main.mjs')).href);
  return undefined;
});
