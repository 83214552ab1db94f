import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './folders.mjs';
import { outputOf, run, which } from './command.mjs';
import { SetupError, step } from './progress.mjs';
import { hashOf } from './sourceHash.mjs';

const describe = 'import sys; print(sys.executable, "%d.%d.%d" % sys.version_info[:3])';

/** The Python that the engine runs on: $PYTHON, the system's, or the newest on PATH; 3.11 or later. */
function findPython() {
  const candidates = [
    process.env.PYTHON,
    '/usr/bin/python3',
    'python3.13',
    'python3.12',
    'python3.11',
    'python3',
  ];
  for (const candidate of candidates) {
    if (candidate === undefined || candidate === '') continue;
    const [executable, version] = outputOf(candidate, ['-c', describe])?.split(' ') ?? [];
    const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
    if (executable !== undefined && major === 3 && minor >= 11) return { executable, version };
  }
  throw new SetupError(
    'Python 3.11 or later is needed: install it (on Debian: apt install python3 python3-venv), or name one in $PYTHON.',
  );
}

/**
 * A virtual environment with what a lock file names; `install` puts more in, by pip's arguments.
 * @param {string} folder
 * @param {{ executable: string }} python
 * @param {string} lock
 */
async function createVenv(folder, python, lock) {
  const venvPython = join(folder, 'bin', 'python');
  const uv = which('uv');
  if (uv !== undefined) {
    await run(uv, ['venv', '--python', python.executable, folder]);
    // Copies, since a hard link to uv's cache would let an edit here reach other projects.
    const install = (/** @type {string[]} */ ...args) =>
      run(uv, ['pip', 'install', '--link-mode=copy', '--python', venvPython, ...args]);
    await install('--require-hashes', '-r', lock);
    return { install, offline: '--offline' };
  }
  if (outputOf(python.executable, ['-c', 'import venv, ensurepip']) === undefined) {
    throw new SetupError(
      `${python.executable} cannot make virtual environments: install its venv module (on Debian: apt install python3-venv).`,
    );
  }
  await run(python.executable, ['-m', 'venv', folder]);
  const install = (/** @type {string[]} */ ...args) =>
    run(venvPython, ['-m', 'pip', 'install', '--disable-pip-version-check', ...args]);
  await install('--require-hashes', '-r', lock);
  return { install, offline: '--no-index' };
}

/**
 * @param {string} folder
 * @param {{ executable: string }} python
 * @param {string} root
 */
async function installEngine(folder, python, root) {
  const { install, offline } = await createVenv(folder, python, join(root, 'engine', 'requirements.lock'));
  // pip writes into the folder of what it builds, which may not be ours: it gets a copy.
  const sources = mkdtempSync(join(tmpdir(), 'webrunner-engine-'));
  try {
    const made = /(^|\/)(build|__pycache__|[^/]+\.egg-info)$/;
    cpSync(join(root, 'engine'), sources, { recursive: true, filter: (path) => !made.test(path) });
    await install('--no-deps', '--no-build-isolation', offline, sources);
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
  freeNamespaces(join(folder, 'lib'));
}

/**
 * Removes the files by which an interpreter makes packages such as `slapos` of the environment's folder alone, at its start: what
 * is developed elsewhere, and has the same package, would not be found. Without them they are plain namespaces.
 * @param {string} library
 */
function freeNamespaces(library) {
  for (const python of readdirSync(library)) {
    const packages = join(library, python, 'site-packages');
    for (const name of readdirSync(packages)) {
      if (name.endsWith('-nspkg.pth')) rmSync(join(packages, name));
    }
  }
}

/**
 * Makes the folder that the environment `folder` is to be in, unless programs could not be started from there.
 * @param {string} folder
 */
function makeCache(folder) {
  // The first line of a script, which names its interpreter, is read no further by older kernels.
  if (Buffer.byteLength(`#!${join(folder, 'bin', 'python3')}`) > 127) {
    throw new SetupError(
      `The cache folder ${cacheFolder()} has too long a path for scripts: set XDG_CACHE_HOME to a folder with a shorter one.`,
    );
  }
  try {
    mkdirSync(cacheFolder(), { recursive: true });
    accessSync(cacheFolder(), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new SetupError(
      `This account cannot write the cache folder ${cacheFolder()}: set XDG_CACHE_HOME to a folder that it can write.`,
      { cause: error },
    );
  }
}

/**
 * The folder of the engine's virtual environment, made on first use. Its name carries a hash of everything it
 * is made from: releases that were built with an earlier engine keep the one they refer to.
 * @param {string} root
 */
export async function ensureEngine(root) {
  const python = findPython();
  const sources = hashOf(root, [
    'engine/requirements.lock',
    'engine/pyproject.toml',
    'engine/webrunner_engine',
  ]);
  return ensureFolder(
    `engine-${sources.slice(0, 12)}-py${python.version}`,
    'Installing the engine (SlapOS, buildout)',
    (folder) => installEngine(folder, python, root),
  );
}

/**
 * The folder of the environment with what checks the engine's sources: none of it is in the engine's own.
 * @param {string} root
 */
export async function ensureEngineChecks(root) {
  const python = findPython();
  const lock = hashOf(root, ['engine/requirements-check.lock']);
  return ensureFolder(
    `engine-checks-${lock.slice(0, 12)}-py${python.version}`,
    "Installing what checks the engine's sources (ruff, mypy)",
    (folder) => createVenv(folder, python, join(root, 'engine', 'requirements-check.lock')),
  );
}

/**
 * A folder of the cache, filled by `make` on first use, and again where that was interrupted.
 * @param {string} name
 * @param {string} title
 * @param {(folder: string) => Promise<unknown>} make
 */
async function ensureFolder(name, title, make) {
  const folder = join(cacheFolder(), name);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  makeCache(folder);
  await step(title, async () => {
    rmSync(folder, { recursive: true, force: true });
    await make(folder);
  });
  writeFileSync(complete, '');
  return folder;
}
