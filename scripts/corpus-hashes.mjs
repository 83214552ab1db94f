/**
 * `npm run corpus:hashes -- DIR`: compares what we make of every buildout.hash.cfg of a clone of the SlapOS repository, after each
 * file that one lists has changed, with what the clone's own script makes of it.
 */
import { resolve } from 'node:path';
import { attach } from './setup/command.mjs';
import { projectRoot } from './setup/folders.mjs';
import { runMain, SetupError } from './setup/progress.mjs';

await runMain(async () => {
  const [folder, ...rest] = process.argv.slice(2).filter((word) => word !== '--corpus');
  if (folder === undefined || rest.length > 0) throw new SetupError('Usage: npm run corpus:hashes -- DIR');
  const { failure } = await attach(
    process.execPath,
    ['scripts/test.mjs', 'unit', 'hashes/corpus', '-t', 'corpus'],
    { cwd: projectRoot, env: { ...process.env, WEBRUNNER_CORPUS: resolve(folder) } },
  );
  return failure === undefined ? 0 : 1;
});
