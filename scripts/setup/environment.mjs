/** What of the environment would break the set-up, builds or the secrecy of what they make; settled once, at the start. */
import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { userInfo } from 'node:os';
import { cacheProblem } from './places.mjs';
import { say, SetupError } from './progress.mjs';

/**
 * Settings of another Python than the engine's, and where pip would install for others: in the engine's environment each of
 * them loads or writes the wrong packages. ($PYTHON, which names the interpreter, stays.)
 */
const ofOtherPythons =
  /^(?:PYTHON[A-Z].*|__PYVENV_LAUNCHER__|VIRTUAL_ENV.*|CONDA_.*|PIP_(?:USER|TARGET|PREFIX|ROOT|PYTHON|REQUIRE_VIRTUALENV))$/;

/** Mends `process.env` and the umask. Throws SetupError where nothing could work. */
export function settleEnvironment() {
  // Others may read what is made, as the user's own umask says, but never write it; and we have to. The umask can only be
  // read by setting one.
  process.umask((process.umask(0o077) & 0o077) | 0o002);
  for (const name of Object.keys(process.env)) if (ofOtherPythons.test(name)) delete process.env[name];
  // An empty HOME would make the default folders depend on where we were started.
  // Nor does a cache belong there, where the tools that the set-up runs would make it.
  for (const name of ['HOME', 'XDG_CACHE_HOME']) {
    if (!isAbsolute(process.env[name] ?? '')) delete process.env[name];
  }
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) {
    const folder = process.env[name];
    if (folder === undefined || isUsable(folder)) continue;
    say(
      `${name} is not a folder with a plain name in which files can be made, and is ignored: ${JSON.stringify(folder)}`,
    );
    delete process.env[name];
  }
  try {
    userInfo();
  } catch (error) {
    throw new SetupError(
      `The account (uid ${process.getuid?.()}) has no entry in /etc/passwd, which SlapOS needs: add one, or start as an account that has.`,
      { cause: error },
    );
  }
}

/** @param {string} folder */
function isUsable(folder) {
  if (!isAbsolute(folder)) return false;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory() && cacheProblem(folder) === undefined;
  } catch {
    // Not there, or not for us.
    return false;
  }
}
