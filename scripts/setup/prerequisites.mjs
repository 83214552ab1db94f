import { which } from './command.mjs';
import { projectRoot } from './folders.mjs';
import { sourcesProblem } from './places.mjs';
import { SetupError } from './progress.mjs';

/** Refuses a machine on which nothing could work, naming what to install. */
export function checkPrerequisites() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(
      `Node.js 20.19 or later is needed, this is ${process.versions.node}: install a newer one.`,
    );
  }
  if (process.platform !== 'linux') {
    throw new SetupError(
      `SlapOS runs on Linux; this is ${process.platform}. Use a virtual machine or a container.`,
    );
  }
  if (which('npm') === undefined)
    throw new SetupError('npm is needed: install it (on Debian: apt install npm).');
  // Root copies the sources elsewhere, where this is asked again.
  const problem = process.getuid?.() === 0 ? undefined : sourcesProblem(projectRoot);
  if (problem !== undefined) throw new SetupError(problem);
}
