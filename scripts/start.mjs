/**
 * `npm start`: makes what is missing (dependencies, build, engine), then starts the server in this process.
 * Only built-in modules are imported here: it runs before node_modules exists.
 */
import { join, resolve } from 'node:path';
import { stepDown } from './setup/account.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { projectRoot } from './setup/folders.mjs';
import { checkPrerequisites } from './setup/prerequisites.mjs';
import { ensureBuilt, ensureDependencies } from './setup/product.mjs';
import { runMain } from './setup/progress.mjs';

/**
 * The arguments with the folders they name made absolute: npm and the step down from root both change the
 * working directory. The server checks every option properly.
 */
function withAbsoluteFolders(args) {
  const from = process.env.INIT_CWD ?? process.cwd();
  const folders = [];
  const absolute = (folder) => {
    folders.push(resolve(from, folder));
    return folders.at(-1);
  };
  const result = args.map((arg, index) => {
    const [, name, value] = /^(--(?:workspace|state))=(.+)$/.exec(arg) ?? [];
    if (name !== undefined) return `${name}=${absolute(value)}`;
    const isValue = index > 0 && /^--(?:workspace|state)$/.test(args[index - 1]);
    return isValue ? absolute(arg) : arg;
  });
  return { args: result, folders };
}

await runMain(async () => {
  const { args, folders } = withAbsoluteFolders(process.argv.slice(2));
  checkPrerequisites();
  const exitCode = await stepDown('scripts/start.mjs', args, folders);
  if (exitCode !== undefined) return exitCode;
  await ensureDependencies(projectRoot);
  await ensureBuilt(projectRoot);
  const engine = args.includes('--help') ? '' : await ensureEngine(projectRoot);
  process.argv = [...process.argv.slice(0, 2), ...args, '--engine', engine];
  await import(join(projectRoot, 'dist', 'server', 'main.mjs'));
  return undefined;
});
