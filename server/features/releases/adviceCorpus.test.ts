import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { dependsOnCookbook, findAdvice, isAdvised } from '../../../shared/profile/advice/findAdvice.ts';
import type { Finding } from '../../../shared/profile/advice/rule.ts';
import type { ProfileFiles } from '../../jobs/profileFiles.ts';
import { findCookbookVersion } from './cookbookVersion.ts';

const profiles = join(import.meta.dirname, '../../../profiles');
const workspace = 'workspace/';

interface Advice extends Finding {
  readonly path: string;
  readonly line: number;
}

/** All that the editor would say of the files below a folder, if that were the workspace, and how many files it looks at. */
async function adviceBelow(root: string): Promise<{ files: number; advice: Advice[] }> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = new Map<string, string[]>();
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = `${workspace}${join(entry.parentPath, entry.name).slice(root.length + 1)}`;
    if (/(?:^|\/)\.git\//.test(path)) continue;
    names.set(dirname(path), [...(names.get(dirname(path)) ?? []), entry.name]);
  }
  const texts = new Map<string, string>();
  const files: ProfileFiles = {
    read: async (path) => {
      if (!(names.get(dirname(path)) ?? []).includes(path.slice(path.lastIndexOf('/') + 1))) return undefined;
      const text = texts.get(path) ?? (await readFile(join(root, path.slice(workspace.length)), 'utf8'));
      texts.set(path, text);
      return text;
    },
    list: (folder) => Promise.resolve(names.get(folder) ?? []),
  };
  const advised = [...names].flatMap(([folder, inside]) =>
    inside.filter(isAdvised).map((name) => `${folder}/${name}`),
  );
  const advice: Advice[] = [];
  for (const path of advised) {
    const text = ((await files.read(path)) ?? '').replace(/\r\n/g, '\n');
    // As the editor does it: asked where it matters.
    const cookbook = dependsOnCookbook(path, text) ? await findCookbookVersion(path, files) : undefined;
    for (const finding of findAdvice(path, text, { cookbook })) {
      const line = text.slice(0, finding.from).split('\n').length;
      advice.push({ ...finding, path: path.slice(workspace.length), line });
    }
  }
  return { files: advised.length, advice };
}

test('the profiles that Webrunner brings are not out of date', async () => {
  const { files, advice } = await adviceBelow(profiles);
  expect(files).toBeGreaterThan(20);
  const bad = advice.filter(({ severity }) => severity !== 'info');
  expect(bad.map(({ path, line, rule, message }) => `${path}:${String(line)} ${rule}: ${message}`)).toEqual(
    [],
  );
});

// `npm run corpus:advice -- DIR`, for a clone of the repository where users live.
test.skipIf(process.env.WEBRUNNER_CORPUS === undefined)(
  'the advice on a corpus',
  async () => {
    const { files, advice } = await adviceBelow(process.env.WEBRUNNER_CORPUS ?? '');
    const rules = [...new Set(advice.map(({ rule }) => rule))].toSorted();
    const lines = rules.flatMap((rule) => {
      const found = advice.filter((one) => one.rule === rule);
      return [
        `${rule}: ${String(found.length)}`,
        ...found.map(
          ({ path, line, severity, message }) => `  ${path}:${String(line)} ${severity}: ${message}`,
        ),
      ];
    });
    process.stdout.write(`${lines.join('\n')}\n${String(files)} files, ${String(advice.length)} findings\n`);
    expect(files).toBeGreaterThan(0);
  },
  300_000,
);
