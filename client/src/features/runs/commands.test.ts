import { fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setConnectionState, setEngine } from '../../core/stores/connectionStore.ts';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { useNoticesStore } from '../../core/stores/noticesStore.ts';
import { setReleases } from '../releases/model/releasesStore.ts';
import { putRun } from './model/runsStore.ts';
import { releaseOf, runOf } from '../../testModel.ts';
import { bindKeys } from '../../core/commands/bindKeys.ts';
import { registerCommands } from '../../core/commands/registry.ts';
import { runCommands } from './commands.ts';

const undo: (() => void)[] = [];
beforeEach(() => {
  resetAllStores();
  setConnectionState('live');
  setEngine({ state: 'ready' });
  setReleases([releaseOf({})]);
  undo.push(bindKeys(), registerCommands(runCommands));
});
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

test.each([
  ['run 7 of helloworld goes on', () => putRun(runOf({ id: 7, state: 'running' }))],
  ['not connected to the server', () => setConnectionState('offline')],
  ['the workspace has no software/<name>/software.cfg to build', () => setReleases([])],
])('F9 says that nothing was built: %s', (reason, bring) => {
  bring();
  fireEvent.keyDown(document.body, { key: 'F9', code: 'F9' });
  expect(useNoticesStore.getState().notices.map(({ text }) => text)).toEqual([
    `Nothing was built: ${reason}.`,
  ]);
});
