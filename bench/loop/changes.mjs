import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const release = join('software', 'helloworld');

/**
 * Changes what the instance publishes and serves, and the sum in buildout.hash.cfg with it.
 * @param {string} workspace
 * @param {number} mark another one each time
 */
export function changeInstance(workspace, mark) {
  const profile = join(workspace, release, 'instance.cfg.in');
  const text = edit(profile, /^(configuration\.name\s*=).*$/m, `$1 Bench ${mark}`);
  const sum = createHash('md5').update(text).digest('hex');
  edit(
    join(workspace, release, 'buildout.hash.cfg'),
    /^(_update_hash_filename_|filename)(\s*=\s*instance\.cfg\.in\s*\n(?:.+\n)*?md5sum\s*=\s*)[0-9a-f]{32}/m,
    `$1$2${sum}`,
  );
  return true;
}

/**
 * Changes the command of a part that this adds to the software profile.
 * @param {string} workspace
 * @param {number} mark another one each time
 */
export function changeSoftware(workspace, mark) {
  const profile = join(workspace, release, 'software.cfg');
  if (!readFileSync(profile, 'utf8').includes('[bench]')) {
    edit(profile, /^parts\s*=\s*$/m, '$&\n  bench');
    appendFileSync(profile, '\n[bench]\nrecipe = plone.recipe.command\ncommand = :\n');
  }
  edit(profile, /^command = :.*$/m, `command = : ${mark}`);
  return true;
}

/**
 * @param {string} path
 * @param {RegExp} pattern must be found
 * @param {string} replacement
 */
function edit(path, pattern, replacement) {
  const before = readFileSync(path, 'utf8');
  if (!pattern.test(before)) throw new Error(`${path} has nothing like ${pattern}.`);
  const after = before.replace(pattern, replacement);
  writeFileSync(path, after);
  return after;
}
