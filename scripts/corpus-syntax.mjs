/**
 * `npm run corpus:syntax -- DIR`: compares how we read every profile below a folder, such as a clone of the SlapOS repository,
 * with how zc.buildout in the engine's environment does.
 */
import { resolve } from 'node:path';
import { attach } from './setup/command.mjs';
import { projectRoot } from './setup/folders.mjs';
import { runMain, SetupError } from './setup/progress.mjs';

await runMain(async () => {
  const [folder, ...rest] = process.argv.slice(2).filter((word) => word !== '--corpus');
  if (folder === undefined || rest.length > 0) throw new SetupError('Usage: npm run corpus:syntax -- DIR');
  const { failure } = await attach(
    process.execPath,
    ['scripts/test.mjs', 'integration', 'profileSyntax', '-t', 'corpus'],
    { cwd: projectRoot, env: { ...process.env, WEBRUNNER_CORPUS: resolve(folder) } },
  );
  return failure === undefined ? 0 : 1;
});
