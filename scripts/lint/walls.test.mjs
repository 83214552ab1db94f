import { expect, test } from 'vitest';
import { wallBetween } from './walls.mjs';

test.each([
  ['server/core/kit/lifecycle.ts', 'server/features/runs/feature.ts'],
  ['server/jobs/runStore.ts', 'server/features/releases/releaseService.ts'],
  ['server/app.ts', 'client/src/core/navigation.ts'],
  ['client/src/core/live/live.ts', 'client/src/features/runs/index.ts'],
  ['client/src/components/Menu.tsx', 'client/src/features/runs/index.ts'],
  ['client/src/shell/Header.tsx', 'client/src/features/runs/index.ts'],
  ['client/src/features/runs/RunPage.tsx', 'client/src/features/logs/LogPane.tsx'],
  ['client/src/features/runs/RunPage.tsx', 'client/src/shell/Header.tsx'],
  ['client/src/main.tsx', 'server/main.ts'],
  ['shared/runs.ts', 'client/src/core/navigation.ts'],
  ['e2e/idePage.ts', 'server/main.ts'],
  ['cli/core/api.ts', 'server/core/http/routes.ts'],
  ['cli/core/program.ts', 'cli/features/index.ts'],
  ['cli/features/runs/logs.ts', 'client/src/core/format/time.ts'],
  ['server/main.ts', 'cli/core/api.ts'],
])('%s may not use %s', (from, to) => {
  expect(wallBetween(from, to)).toBeDefined();
});

test.each([
  ['server/features/runs/feature.ts', 'server/features/releases/feature.ts'],
  ['server/features/index.ts', 'server/features/releases/feature.ts'],
  ['client/src/features/runs/RunPage.tsx', 'client/src/features/logs/index.ts'],
  ['client/src/features/runs/RunPage.tsx', 'client/src/features/runs/model/runsStore.ts'],
  ['client/src/shell/Header.tsx', 'client/src/features/index.ts'],
  ['client/src/shell/Header.test.tsx', 'client/src/features/runs/model/runsStore.ts'],
  ['client/src/core/live/live.ts', 'shared/index.ts'],
  ['cli/features/runs/logs.ts', 'cli/core/command.ts'],
  ['cli/features/index.ts', 'cli/features/runs/logs.ts'],
  ['cli/core/api.test.ts', 'server/testServer.ts'],
])('%s may use %s', (from, to) => {
  expect(wallBetween(from, to)).toBeUndefined();
});
