/**
 * `npm run corpus -- DIR`: how far every release of a clone of the SlapOS repository comes with downloads refused. A table: seconds,
 * the profile, the first download (its address, the option and the line that ask for it), or why there is none.
 */
import { resolve } from 'node:path';
import { attach } from './setup/command.mjs';
import { projectRoot } from './setup/folders.mjs';
import { runMain, SetupError } from './setup/progress.mjs';

await runMain(async () => {
  const [folder, ...rest] = process.argv.slice(2).filter((word) => word !== '--corpus');
  if (folder === undefined || rest.length > 0) throw new SetupError('Usage: npm run corpus -- DIR');
  const { failure } = await attach(
    process.execPath,
    ['scripts/test.mjs', 'engine', 'test_corpus.CorpusTest'],
    {
      cwd: projectRoot,
      env: { ...process.env, WEBRUNNER_CORPUS: resolve(folder) },
    },
  );
  return failure === undefined ? 0 : 1;
});
