/**
 * `npm run release -- 0.2.0`: makes the version of what is checked out: package.json and its lock, the CHANGELOG, a commit and an
 * annotated tag. Nothing is pushed. The tree must be clean and the tests green, unless told otherwise.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attach, outputOf } from './setup/command.mjs';
import { parseJson } from './setup/files.mjs';
import { runMain, say, SetupError } from './setup/progress.mjs';
import { isLater, releaseSection } from './release/changelog.mjs';

const usage = `npm run release -- VERSION [--dry-run] [--skip-tests] [--allow-dirty]
  --dry-run      says what would be done, and does nothing; the tests are not run
  --skip-tests   takes it that they are green
  --allow-dirty  other changes stay in the tree, and out of the commit`;

/** What a release changes. */
const files = ['package.json', 'package-lock.json', 'CHANGELOG.md'];
/** npm runs us in the folder of package.json. */
const root = process.cwd();

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        'skip-tests': { type: 'boolean', default: false },
        'allow-dirty': { type: 'boolean', default: false },
      },
    });
    const [version, ...more] = positionals;
    if (version === undefined || more.length > 0) throw new SetupError(usage);
    return { version, ...values };
  } catch (error) {
    if (error instanceof TypeError) throw new SetupError(`${error.message}\n${usage}`, { cause: error });
    throw error;
  }
}

/**
 * What git says; throws SetupError where it fails.
 * @param {readonly string[]} args
 */
function git(...args) {
  const output = outputOf('git', args, { cwd: root });
  if (output === undefined)
    throw new SetupError(`git ${args.join(' ')} failed: a release is made in a clone.`);
  return output;
}

/**
 * Runs a command on our output; throws SetupError where it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} otherwise what it means that it failed
 */
async function must(command, args, otherwise) {
  const { failure } = await attach(command, args, { cwd: root });
  if (failure !== undefined) throw new SetupError(`${otherwise} (${command} ${args.join(' ')}: ${failure})`);
}

/** Today, as the calendar here has it. */
function today() {
  const now = new Date();
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

await runMain(async () => {
  const options = readArguments();
  const { version } = options;
  const tag = `v${version}`;
  const { version: current } = /** @type {{ version: string }} */ (
    parseJson(readFileSync(join(root, 'package.json'), 'utf8'))
  );
  if (!isLater(version, current)) {
    throw new SetupError(`${version} is no version after ${current}: three numbers are wanted, as 1.2.3.`);
  }
  if (git('tag', '--list', tag) !== '') throw new SetupError(`The tag ${tag} is there already.`);
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const { text, section } = releaseSection(changelog, version, today());
  const changed = git('status', '--porcelain', ...(options['allow-dirty'] ? ['--', ...files] : []));
  if (changed !== '') throw new SetupError(`The tree is not clean:\n${changed}`);

  if (options['dry-run']) {
    say(`Would test, change ${files.join(', ')}, commit, and tag ${tag}:\n\n${section}`);
    return 0;
  }
  if (!options['skip-tests']) await must('npm', ['test'], 'The tests are not green');
  await must('npm', ['version', version, '--no-git-tag-version'], 'The version could not be set');
  writeFileSync(join(root, 'CHANGELOG.md'), text);
  await must(
    'git',
    ['commit', '--quiet', '-m', `chore: release ${version}`, '--', ...files],
    'Nothing was committed',
  );
  // Verbatim, since git would take the headings of the section for comments.
  await must(
    'git',
    ['tag', '--annotate', '--cleanup=verbatim', '-m', `${tag}\n\n${section}`, tag],
    'Nothing was tagged',
  );
  say(`Released ${version} here: commit and tag ${tag}. To publish it: git push --follow-tags`);
  return 0;
});
