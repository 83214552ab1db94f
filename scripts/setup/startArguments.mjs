/** What `npm start` and `npm run dev` look at in the command line before the server does. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { cacheProblem, defaultWorkspace, stateProblem, workspaceProblem } from './places.mjs';
import { SetupError } from './progress.mjs';

/**
 * The arguments with the folders they name made absolute: npm and the step down from root both change the
 * working directory. The server checks every option properly.
 * @param {readonly string[]} args
 */
export function withAbsoluteFolders(args) {
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
export function checkPlaces({ workspace, state, cache }) {
  const problem =
    (state && stateProblem(state)) ??
    (workspace && workspaceProblem(workspace)) ??
    (cache && cacheProblem(cache));
  if (problem) throw new SetupError(problem);
}

/**
 * The same with the folders of this account where none are named.
 * @param {{ workspace?: string, state?: string }} folders
 */
export function checkAllPlaces(folders) {
  const state = folders.state ?? join(homedir(), '.webrunner');
  const workspace = folders.workspace ?? defaultWorkspace(homedir(), state);
  checkPlaces({ state, workspace, cache: cacheFolder() });
}
