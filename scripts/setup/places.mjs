/**
 * Which folders the product can work in. The scripts ask before they spend a minute on the set-up, the server asks
 * again: it may be started without them. Only built-in modules: this runs before node_modules exists.
 */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, parseJson, readIfThere } from './files.mjs';

/**
 * What no place may have in its path. Tried on the real engine: buildout splits what it extends at blanks, takes what
 * is behind "#" or "?" for no part of a file's name, and expands "%" and "$"; and profiles write paths into commands of
 * a shell, without quotes. U+FFFD stands for bytes that are no text.
 */
const odd = /[\p{Z}\p{C}\uFFFD"#$%&'()*;<>?[\\\]`{|}]/u;
/** Folders on a search path, such as $PATH, are separated by it. */
const oddOnSearchPath = new RegExp(`${odd.source}|:`, 'u');

/** What cannot be read tells nothing about a folder: it is as if it were not there. */
const unreadable = ['EACCES', 'EISDIR', 'ELOOP'];

/** Imports of JavaScript are URLs. */
const oddInImports = /[\p{C}\uFFFD#?]/u;

/**
 * The real path of a folder that need not exist: links are followed as far as it does.
 * @param {string} folder
 * @returns {string}
 */
function realPathOf(folder) {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
    const above = dirname(folder);
    return above === folder ? folder : join(realPathOf(above), basename(folder));
  }
}

/** @param {string} character */
function nameOf(character) {
  if (character === ' ') return 'a blank';
  const code = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  return /[\p{Z}\p{C}\uFFFD]/u.test(character) ? `the character ${code}` : `the character ${character}`;
}

/**
 * Why a folder cannot be used, in one sentence that says what to do instead; undefined where it can. `purpose` begins
 * the sentence, `consequence` ends it.
 * @param {string} folder
 * @param {{ characters: RegExp, purpose: string, consequence: string }} about
 */
function oddPlace(folder, { characters, purpose, consequence }) {
  const path = realPathOf(folder);
  const character = characters.exec(path)?.[0];
  if (character === undefined) return undefined;
  return `The ${purpose} ${JSON.stringify(path)} has ${nameOf(character)} in its path, ${consequence}.`;
}

/**
 * Why `workspace` cannot be the workspace, in one sentence; undefined where it can.
 * @param {string} workspace
 */
export function workspaceProblem(workspace) {
  const problem = oddPlace(workspace, {
    characters: odd,
    purpose: 'workspace',
    consequence: 'which breaks builds: choose another folder with --workspace',
  });
  if (problem !== undefined) return problem;
  const path = realPathOf(workspace);
  const checkout = checkoutAround(path);
  if (checkout === undefined || path === join(checkout, 'profiles')) return undefined;
  const where = path === checkout ? 'is' : `lies in ${checkout}, which is`;
  return `The workspace ${path} ${where} a checkout of Webrunner itself: choose another folder with --workspace.`;
}

/**
 * Why `state` cannot be the state folder, in one sentence; undefined where it can.
 * @param {string} state
 */
export function stateProblem(state) {
  return oddPlace(state, {
    characters: oddOnSearchPath,
    purpose: 'state directory',
    consequence: 'which breaks builds: choose another folder with --state',
  });
}

/**
 * Why nothing can be installed into `cache`, in one sentence; undefined where it can.
 * @param {string} cache
 */
export function cacheProblem(cache) {
  return oddPlace(cache, {
    characters: oddOnSearchPath,
    purpose: 'cache folder',
    consequence: 'which breaks builds: set XDG_CACHE_HOME to another folder',
  });
}

/**
 * Why the product cannot be built where its sources are, in one sentence; undefined where it can.
 * @param {string} sources
 */
export function sourcesProblem(sources) {
  return oddPlace(sources, {
    characters: oddInImports,
    purpose: 'checkout of Webrunner',
    consequence: 'in which it cannot be built: move it to another folder',
  });
}

/**
 * The checkout of Webrunner that a real path is, or lies in.
 * @param {string} path
 */
function checkoutAround(path) {
  for (let folder = path; ; folder = dirname(folder)) {
    if (isCheckout(folder)) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** @param {string} folder */
function isCheckout(folder) {
  const description = readIfThere(join(folder, 'package.json'), unreadable);
  return (
    description !== undefined &&
    /"name"\s*:\s*"webrunner"/.test(description) &&
    existsSync(join(folder, 'engine', 'webrunner_engine'))
  );
}

/**
 * The state folder where none is chosen on the command line; perhaps relative.
 * @param {string} home
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function defaultState(home, env) {
  return env.WEBRUNNER_STATE || join(home, '.webrunner');
}

/**
 * The workspace where none is chosen: `~/slapos-workspace`. Earlier versions had `~/webrunner`, which is where `git clone` puts
 * the product itself: whoever has a workspace there, as `state` or what is in it says, keeps it unless it is a checkout.
 * @param {string} home
 * @param {string} state
 */
export function defaultWorkspace(home, state) {
  const usual = join(home, 'slapos-workspace');
  const earlier = realPathOf(join(home, 'webrunner'));
  if (wasSeeded(state, realPathOf(usual)) || !existsSync(earlier)) return usual;
  const isWorkspace = wasSeeded(state, earlier) || hasProfiles(earlier);
  return isWorkspace && checkoutAround(earlier) === undefined ? join(home, 'webrunner') : usual;
}

/**
 * Where profiles were left in a checkout that was the default workspace of an earlier version; undefined where not.
 * @param {string} home
 * @param {string} state
 */
export function forsakenWorkspace(home, state) {
  const path = realPathOf(join(home, 'webrunner'));
  return isCheckout(path) && wasSeeded(state, path) && hasProfiles(path) ? path : undefined;
}

/** @param {string} folder */
function hasProfiles(folder) {
  return existsSync(join(folder, 'software')) && existsSync(join(folder, 'stack'));
}

/**
 * Whether the server gave a workspace profiles once, or saw that it had its own: see
 * server/features/workspace/seedProfiles.ts.
 * @param {string} state
 * @param {string} workspace
 */
function wasSeeded(state, workspace) {
  const marker = readIfThere(join(state, 'profiles.json'), unreadable);
  if (marker === undefined) return false;
  try {
    const workspaces = parseJson(marker);
    return typeof workspaces === 'object' && workspaces !== null && Object.hasOwn(workspaces, workspace);
  } catch (error) {
    // A file that is damaged says nothing; the server sets it aside.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
