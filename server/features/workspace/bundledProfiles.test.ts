import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findAdvice, isAdvised } from '../../../shared/profile/advice/findAdvice.ts';

const profiles = join(import.meta.dirname, '../../../profiles');

test('the profiles that Webrunner brings are not out of date', async () => {
  const entries = await readdir(profiles, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && isAdvised(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  expect(paths.length).toBeGreaterThan(20);
  const found = await Promise.all(
    paths.map(async (path) =>
      findAdvice(path, await readFile(path, 'utf8'))
        .filter(({ severity }) => severity !== 'info')
        .map(({ rule, message }) => `${path.slice(profiles.length + 1)}: ${rule}: ${message}`),
    ),
  );
  expect(found.flat()).toEqual([]);
});
