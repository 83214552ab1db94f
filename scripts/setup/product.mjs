import { join } from 'node:path';
import { run } from './command.mjs';
import { step } from './progress.mjs';
import { hashOf } from './sourceHash.mjs';
import { unlessStamped } from './stamp.mjs';

/** What the page, the server and the command line are made from. */
const buildInputs = [
  'client',
  'server',
  'cli',
  'shared',
  'vite.config.ts',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/setup/files.mjs',
  'scripts/setup/places.mjs',
];

/**
 * Installs the locked dependencies into node_modules unless they are there.
 * @param {string} root
 */
export async function ensureDependencies(root) {
  const stamp = join(root, 'node_modules', '.webrunner-lock');
  await unlessStamped(stamp, hashOf(root, ['package-lock.json']), () =>
    step('Installing the JavaScript dependencies', () =>
      run('npm', ['ci', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=http'], {
        cwd: root,
      }),
    ),
  );
}

/**
 * Builds the page and the server into dist/ unless the sources are those of the last build.
 * @param {string} root
 */
export async function ensureBuilt(root) {
  await unlessStamped(join(root, 'dist', '.webrunner-sources'), hashOf(root, buildInputs), () =>
    step('Building the page and the server', () =>
      run(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root }),
    ),
  );
}
