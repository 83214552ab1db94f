import { expect, test } from 'vitest';
import { startEngineServer } from '../../../server/features/runs/testing/engineServer.ts';
import { writeRelease } from '../../../server/jobs/testing/writeRelease.ts';
import { runCommand } from '../../testing/runCommand.ts';

test('builds and deploys a release, and tells of one that fails', { timeout: 120_000 }, async () => {
  await using server = await startEngineServer();
  await writeRelease(server.workspace, 'good');
  await writeRelease(server.workspace, 'bad', { command: 'echo reason; false' });
  await expect
    .poll(() => runCommand(server.state, ['status']).then(({ stdout }) => stdout), { timeout: 60_000 })
    .toMatch(/Engine ready[^]*^bad .*^good /ms);

  const good = await runCommand(server.state, ['rebuild', 'good']);
  expect(good.stdout).toContain('Installing work.');
  expect(good.stdout).toMatch(/\nInstance: Completed after .*\nRun 1, Rebuild good: Completed\n$/);
  expect(good.code).toBe(0);
  const bad = await runCommand(server.state, ['rebuild', 'bad']);
  expect(bad.stdout).toMatch(/^Software: Failed after /m);
  expect(bad.code).toBe(1);
  expect((await runCommand(server.state, ['logs', '2'])).stdout).toContain('reason');
  const { stdout } = await runCommand(server.state, ['status']);
  expect(stdout).toMatch(/^bad +Failed/m);
  expect(stdout).toMatch(/^slappart0 +good +good +started/m);
});
