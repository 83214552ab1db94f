import { access, chmod, mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openState } from './core/state/folders.ts';
import { asOtherAccount, hasOtherAccount } from './testing/otherAccount.ts';
import { startTestServer } from './testServer.ts';

let base: string;
let said: string[];
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
  said = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(base, { recursive: true });
});

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test.each([0o777, 0o755, 0o770, 0o701])(
  'a state directory of mode %o is closed, and that is told',
  async (mode) => {
    const state = join(base, 'state');
    await mkdir(state);
    await chmod(state, mode);
    expect(await openState(state)).toBe(state);
    expect(await modeOf(state)).toBe(0o700);
    expect(said.join('')).toContain(`${state} was open to other accounts (mode 0${mode.toString(8)})`);
  },
);

test('one that is new or closed is not worth a word', async () => {
  const state = join(base, 'state');
  await openState(state);
  expect(await modeOf(state)).toBe(0o700);
  await openState(state);
  expect(said).toEqual([]);
});

test('one that belongs to another account is refused', async () => {
  if (process.getuid?.() === 0) return;
  await expect(openState('/tmp')).rejects.toThrow(
    /^The state directory \/tmp belongs to another account \(uid 0\)/,
  );
});

test.skipIf(!hasOtherAccount)(
  'another account reads nothing of a state directory that was open',
  async () => {
    await chmod(base, 0o755);
    const state = join(base, 'state');
    await mkdir(state);
    await chmod(state, 0o777);
    await using server = await startTestServer({ state });
    for (const name of ['token', 'sessions.json', 'audit.log', 'slapos', 'runs']) {
      await access(join(server.state, name));
      expect((await asOtherAccount('stat', join(state, name))).code).toBe(1);
    }
  },
);

test.skipIf(!hasOtherAccount)('what another account put into it meanwhile is not used', async () => {
  await chmod(base, 0o755);
  const state = join(base, 'state');
  await mkdir(state);
  await chmod(state, 0o777);
  expect((await asOtherAccount('mkdir', join(state, 'slapos'))).code).toBe(0);
  await expect(openState(state)).rejects.toThrow(
    /^Another account \(uid 65534\) has put .*\/state\/slapos into the state directory/,
  );
});
