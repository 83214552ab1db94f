import { fireEvent } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setConnectionState, setEngine } from '../stores/connectionStore.ts';
import { resetAllStores } from '../stores/createAppStore.ts';
import { useNoticesStore } from '../stores/noticesStore.ts';
import { setReleases } from '../stores/releasesStore.ts';
import { putRun } from '../stores/runsStore.ts';
import { releaseOf, runOf } from '../testModel.ts';
import { bindKeys } from './bindKeys.ts';
import { registerCommands } from './registry.ts';
import { runCommands } from './runCommands.ts';

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
