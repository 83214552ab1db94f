/**
 * `node scripts/lint/engine.mjs lint`: ruff on the sources and tests of the engine; `… types`: mypy. Other words are handed on, as in
 * `… lint --fix`. Both come from an environment of their own, made on first use.
 */
import { join } from 'node:path';
import { attach } from '../setup/command.mjs';
import { ensureEngineChecks } from '../setup/engine.mjs';
import { settleEnvironment } from '../setup/environment.mjs';
import { projectRoot } from '../setup/folders.mjs';
import { runMain, SetupError } from '../setup/progress.mjs';

const sources = ['engine/webrunner_engine', 'engine/tests'];

/**
 * Program and arguments of a check, for the folder of its environment.
 * @type {Record<string, (folder: string) => [string, ...string[]]>}
 */
const commands = {
  lint: () => ['ruff', 'check', '--no-cache', ...sources],
  types: (folder) => [
    'mypy',
    '--config-file',
    'engine/pyproject.toml',
    '--cache-dir',
    join(folder, 'types'),
    ...sources,
  ],
};

await runMain(async () => {
  const [name = '', ...rest] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new SetupError(`Say which check: ${Object.keys(commands).join(' or ')}.`);
  settleEnvironment();
  const folder = await ensureEngineChecks(projectRoot);
  const [program, ...args] = command(folder);
  const { code, failure } = await attach(join(folder, 'bin', program), [...args, ...rest], {
    cwd: projectRoot,
  });
  if (code === null) throw new SetupError(`${program}: ${failure}`);
  return code;
});
