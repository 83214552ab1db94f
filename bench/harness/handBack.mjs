import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepDown } from '../../scripts/setup/account.mjs';
import { ensureChromium } from '../../scripts/setup/chromium.mjs';
import { checkPrerequisites } from '../../scripts/setup/prerequisites.mjs';

const option = '--hand-back=';

/**
 * Runs `work` as an account that is not root, and brings the files that it makes to `target`. Started as root, the
 * work is done by another account, which may not write there: it gets a folder between the two. Only built-in
 * modules are imported here: it runs before node_modules exists.
 * @param {string} script path of the program below the project
 * @param {string} target folder, made where it does not exist
 * @param {(args: readonly string[], folder: string) => Promise<number>} work gets the arguments of the program and the
 *   folder to write to; gives the exit status
 */
export async function withHandBack(script, target, work) {
  checkPrerequisites();
  const given = process.argv.slice(2);
  if (process.getuid?.() !== 0) {
    const folder = given.find((arg) => arg.startsWith(option))?.slice(option.length) ?? target;
    mkdirSync(folder, { recursive: true });
    return work(
      given.filter((arg) => !arg.startsWith(option)),
      folder,
    );
  }
  // Only root can install a browser that is missing.
  process.env.CHROMIUM = await ensureChromium();
  const between = mkdtempSync(join(tmpdir(), 'webrunner-results-'));
  try {
    chmodSync(between, 0o1777);
    const status = await stepDown(script, [...given, `${option}${between}`]);
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(between)) fetchFile(join(between, name), join(target, name));
    return status;
  } finally {
    rmSync(between, { recursive: true, force: true });
  }
}

/**
 * Copies a file that another account made, and never what a link leads to on either side.
 * @param {string} from
 * @param {string} to
 */
function fetchFile(from, to) {
  const source = openSync(from, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const bytes = readFileSync(source);
    rmSync(to, { force: true });
    writeFileSync(to, bytes, { flag: 'wx' });
  } finally {
    closeSync(source);
  }
}
