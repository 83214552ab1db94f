import { beforeEach, expect, test } from 'vitest';
import type { Release } from '../../../shared/releases.ts';
import type { Run } from '../../../shared/runs.ts';
import { releaseOf, runOf } from '../testModel.ts';
import { resetAllStores } from '../core/stores/createAppStore.ts';
import {
  activateTab,
  addTab,
  removeTab,
  updateFile,
  useEditorStore,
  type OpenFile,
} from '../features/editor/model/editorStore.ts';
import { dropFolder, putFolder, setExpanded, useFilesStore } from '../features/files/model/filesStore.ts';
import { notify, useNoticesStore } from '../core/stores/noticesStore.ts';
import { rebuildOptions, setForce, setVerbose } from '../features/runs/model/rebuildStore.ts';
import {
  buildableReleases,
  currentPair,
  currentRelease,
  putRelease,
  selectPair,
  selectRelease,
  setReleases,
  useReleasesStore,
} from '../features/releases/model/releasesStore.ts';
import { activeRun, appendRuns, putRun, setRuns, useRunsStore } from '../features/runs/model/runsStore.ts';

beforeEach(resetAllStores);

const file = (path: string): OpenFile => ({
  path,
  state: 'text',
  readOnly: false,
  dirty: false,
  saving: false,
  disk: 'same',
  lineEnds: 'LF',
  byteOrderMark: false,
  language: 'buildout',
});

const run = (id: number, state: Run['state'] = 'completed'): Run => runOf({ id, state });

const release = (name: string): Release => releaseOf({ name });

test('a new tab opens to the right of the active one', () => {
  for (const path of ['a', 'b']) {
    addTab(file(path));
    activateTab(path);
  }
  activateTab('a');
  addTab(file('c'));
  expect(useEditorStore.getState().tabs).toEqual(['a', 'c', 'b']);
});

test('closing the active tab shows its right neighbour, else the left one', () => {
  for (const path of ['a', 'b', 'c']) {
    addTab(file(path));
    activateTab(path);
  }
  activateTab('b');
  removeTab('b');
  expect(useEditorStore.getState().activePath).toBe('c');
  removeTab('c');
  expect(useEditorStore.getState().activePath).toBe('a');
  removeTab('a');
  expect(useEditorStore.getState()).toMatchObject({ tabs: [], activePath: undefined });
});

test('an answer for a file that was closed meanwhile changes nothing', () => {
  updateFile('gone', { dirty: true });
  expect(useEditorStore.getState().files.size).toBe(0);
});

test('runs are kept latest first, and a list that is late does not drop a newer run', () => {
  putRun(run(7, 'running'));
  setRuns([run(6), run(5)]);
  expect(useRunsStore.getState().runs?.map(({ id }) => id)).toEqual([7, 6, 5]);
  expect(activeRun(useRunsStore.getState())?.id).toBe(7);
  putRun(run(7, 'failed'));
  expect(activeRun(useRunsStore.getState())).toBeUndefined();
});

test('a selected release that is gone falls back to the first, and is selected again when it comes back', () => {
  putRelease(release('flask'));
  putRelease(release('apache'));
  selectRelease('zope');
  expect(currentRelease(useReleasesStore.getState())?.name).toBe('apache');
  putRelease(release('zope'));
  expect(currentRelease(useReleasesStore.getState())?.name).toBe('zope');
});

test('a folder that is gone is forgotten with all below it, but not its namesakes', () => {
  for (const path of ['workspace/a', 'workspace/a/b', 'workspace/ab']) {
    putFolder(path, []);
    setExpanded(path, true);
  }
  dropFolder('workspace/a');
  expect([...useFilesStore.getState().folders.keys()]).toEqual(['workspace/ab']);
  expect([...useFilesStore.getState().expanded]).toEqual(['workspace/ab']);
});

test('a notice that is repeated is shown once, and no more than three at a time', () => {
  for (const text of ['a', 'b', 'a', 'c', 'd']) notify({ look: 'info', text });
  expect(useNoticesStore.getState().notices.map(({ text }) => text)).toEqual(['a', 'c', 'd']);
});

test('a release whose profile is gone cannot be built: it is neither offered nor chosen', () => {
  setReleases([releaseOf({ name: 'apache', isGone: true }), release('zope')]);
  selectRelease('apache');
  expect(currentRelease(useReleasesStore.getState())?.name).toBe('zope');
  expect(buildableReleases(useReleasesStore.getState())?.map(({ name }) => name)).toEqual(['zope']);
});

test('a chosen instance that is gone falls back to the first, and belongs to its release only', () => {
  const status = { state: 'idle' } as const;
  const instances = ['zope', 'second'].map((reference) => ({ reference, status }));
  const shown = () => currentPair(useReleasesStore.getState())?.reference;
  setReleases([release('apache'), releaseOf({ name: 'zope', instances })]);
  selectPair('zope', 'second');
  expect(shown()).toBe('second');
  putRelease(release('zope'));
  expect(shown()).toBe('zope');
  putRelease(releaseOf({ name: 'zope', instances }));
  expect(shown()).toBe('second');
  selectRelease('apache');
  expect(shown()).toBe('apache');
});

test('earlier runs follow the ones known, unless the list was replaced meanwhile', () => {
  setRuns([run(9), run(8)], true);
  appendRuns(8, [run(7)], true);
  appendRuns(8, [run(7)], false);
  expect(useRunsStore.getState().runs?.map(({ id }) => id)).toEqual([9, 8, 7]);
  expect(useRunsStore.getState().hasEarlier).toBe(true);
});

test('what is as usual is left out of what is asked for', () => {
  expect(rebuildOptions('both')).toEqual({});
  expect(rebuildOptions('software')).toEqual({ steps: ['software'] });
  setVerbose(true);
  setForce(false);
  expect(rebuildOptions('all')).toEqual({ scope: 'all', verbose: true, force: false });
});

test('as long as nothing is selected, the example that one begins with is shown where there is one', () => {
  setReleases([release('apache'), release('helloworld')]);
  expect(currentRelease(useReleasesStore.getState())?.name).toBe('helloworld');
});
