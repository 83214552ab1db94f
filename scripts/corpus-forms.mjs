/**
 * `npm run corpus:forms -- DIR`: reads the software types of every release below a folder, such as a clone of the SlapOS
 * repository, and lists those whose form has a member that only a text box edits, or whose kind it has to ask for.
 */
import { resolve } from 'node:path';
import { attach } from './setup/command.mjs';
import { projectRoot } from './setup/folders.mjs';
import { runMain, SetupError } from './setup/progress.mjs';

await runMain(async () => {
  const [folder, ...rest] = process.argv.slice(2).filter((word) => word !== '--corpus');
  if (folder === undefined || rest.length > 0) throw new SetupError('Usage: npm run corpus:forms -- DIR');
  const { failure } = await attach(
    process.execPath,
    ['scripts/test.mjs', 'unit', 'corpusForms', '-t', 'corpus'],
    { cwd: projectRoot, env: { ...process.env, WEBRUNNER_CORPUS: resolve(folder) } },
  );
  return failure === undefined ? 0 : 1;
});
