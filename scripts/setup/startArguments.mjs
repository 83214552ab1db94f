/** What `npm start`, `npm run dev` and the command line look at in their arguments before the server does. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { cacheProblem, defaultState, defaultWorkspace, stateProblem, workspaceProblem } from './places.mjs';
import { SetupError } from './progress.mjs';

/**
 * The arguments with the folders they name made absolute: npm and the step down from root both change the
 * working directory. The server checks every option properly. So it is for $WEBRUNNER_STATE, in the environment.
 * @param {readonly string[]} args
 */
export function withAbsoluteFolders(args) {
  const from = process.env.INIT_CWD ?? process.cwd();
  /** @type {{ workspace?: string, state?: string }} */
  const folders = {};
  const { WEBRUNNER_STATE } = process.env;
  if (WEBRUNNER_STATE) folders.state = process.env.WEBRUNNER_STATE = resolve(from, WEBRUNNER_STATE);
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
  const state = folders.state ?? defaultState(homedir(), process.env);
  const workspace = folders.workspace ?? defaultWorkspace(homedir(), state);
  checkPlaces({ state, workspace, cache: cacheFolder() });
}
