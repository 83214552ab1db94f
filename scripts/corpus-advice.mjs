/**
 * `npm run corpus:advice -- DIR`: lists what the editor would say of the profiles and promises below a folder, such as a clone of
 * the SlapOS repository: by rule, with counts, file and line. Whoever changes a rule sees there what it does to real profiles.
 */
import { resolve } from 'node:path';
import { attach } from './setup/command.mjs';
import { projectRoot } from './setup/folders.mjs';
import { runMain, SetupError } from './setup/progress.mjs';

await runMain(async () => {
  const [folder, ...rest] = process.argv.slice(2).filter((word) => word !== '--corpus');
  if (folder === undefined || rest.length > 0) throw new SetupError('Usage: npm run corpus:advice -- DIR');
  const { failure } = await attach(
    process.execPath,
    ['scripts/test.mjs', 'unit', 'adviceCorpus', '-t', 'corpus'],
    { cwd: projectRoot, env: { ...process.env, WEBRUNNER_CORPUS: resolve(folder) } },
  );
  return failure === undefined ? 0 : 1;
});
