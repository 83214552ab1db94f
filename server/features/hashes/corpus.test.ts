import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hashEndpoints } from '../../../shared/hashes.ts';
import { startTestServer } from '../../testServer.ts';
import { findHashFiles } from './findHashFiles.ts';

const corpus = process.env.WEBRUNNER_CORPUS ?? '';
const longTime = 600_000;

// `npm run corpus:hashes -- DIR`, for a clone of the repository where users live, which has the script.
test.skipIf(corpus === '')(
  'every hash file of a corpus becomes, byte for byte, what update-hash makes of it',
  async () => {
    await using server = await startTestServer();
    const { workspace } = server;
    const found = await findHashFiles(corpus);
    const hashFiles = found.map((file) => file.slice(corpus.length + 1));
    for (const file of hashFiles) copy(file, workspace);
    const before = await check(server);
    const listed = new Set<string>();
    for (const { path, entries } of before) {
      for (const { filename } of entries)
        listed.add(join(dirname(path), filename).slice('workspace/'.length));
    }
    for (const file of listed) writeFileSync(placeFor(workspace, file), changed(join(corpus, file)));

    const script = join(corpus, 'update-hash');
    const theirs = new Map<string, string>();
    for (const file of hashFiles) {
      const path = join(workspace, file);
      const text = readFileSync(path);
      execFileSync('python3', [script, path]);
      theirs.set(file, readFileSync(path, 'utf8'));
      writeFileSync(path, text);
    }
    const paths = hashFiles.map((file) => `workspace/${file}`);
    const answer = await server.request('/api/hashes', { method: 'POST', body: { paths } });
    expect(hashEndpoints.updateHashes.response.parse(answer.json).problems).toEqual([]);

    const different = hashFiles.filter(
      (file) => readFileSync(join(workspace, file), 'utf8') !== theirs.get(file),
    );
    const after = (await check(server)).flatMap(({ entries }) => entries);
    const right = after.filter(({ md5, md5sum }) => md5 !== undefined && md5 === md5sum);
    const stale = before.flatMap(({ entries }) => entries).length;
    process.stdout.write(
      `${hashFiles.length} hash files compared, ${different.length} different; ${right.length} of ${stale} entries right\n`,
    );
    expect(different).toEqual([]);
    expect(right).toHaveLength(stale);
  },
  longTime,
);

async function check(server: Awaited<ReturnType<typeof startTestServer>>) {
  const { json } = await server.request('/api/hashes?path=workspace');
  return hashEndpoints.checkHashes.response.parse(json).files;
}

function placeFor(workspace: string, file: string): string {
  const path = join(workspace, file);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

function copy(file: string, workspace: string): void {
  cpSync(join(corpus, file), placeFor(workspace, file));
}

/** The bytes of a file with one changed; some of what is not in the clone. */
function changed(path: string): Uint8Array {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.from('x');
  return bytes.length === 0
    ? Buffer.from('x')
    : Buffer.concat([Buffer.of((bytes[0] ?? 0) ^ 1), bytes.subarray(1)]);
}
