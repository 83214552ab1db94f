import { call } from '../../core/api/client.ts';
import { copyText } from '../../components/CopyButton.tsx';
import type { Command } from '../../core/commands/registry.ts';
import { currentRoute } from '../../core/navigation.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { setFullScreen, toggleTree, toggleWordWrap, useLayoutStore } from '../../core/stores/layoutStore.ts';
import { isLive } from '../../core/stores/connectionStore.ts';
import { notify } from '../../core/stores/noticesStore.ts';
import { parentOf } from '../../../../shared/core/paths.ts';
import { runEditorAction } from './activeEditor.ts';
import { downloadFile } from './downloadFile.ts';
import { activeFile, useEditorStore, type OpenFile } from './model/editorStore.ts';
import { updateAllHashes } from './model/hashFiles.ts';
import { computeMd5 } from './model/md5.ts';
import { closeFile } from './model/openFiles.ts';
import { recreateFile, saveAll, saveFile } from './model/saveFiles.ts';
import { releaseProfile, shownPath } from './model/shownPath.ts';
import { compareDialog, revertFileDialog } from './overlays.ts';

const file = (): OpenFile | undefined => activeFile(useEditorStore.getState());
const inEditor = (): boolean => currentRoute().page === 'editor';
const hasText = (): boolean => inEditor() && file()?.state === 'text';

/** Runs an action on the path of the active file. */
const onFile = (action: (path: string) => unknown) => async () => {
  const path = file()?.path;
  if (path !== undefined) await action(path);
};

/** What concerns the open files and how they are shown. */
export const editorCommands: readonly Command[] = [
  {
    id: 'editor.save',
    label: 'Save',
    keys: ['$mod+s'],
    when: inEditor,
    run: onFile((path) => (file()?.disk === 'deleted' ? recreateFile(path) : saveFile(path))),
  },
  {
    id: 'editor.saveAll',
    label: 'Save all',
    keys: ['$mod+Alt+s'],
    run: async () => {
      await saveAll();
    },
  },
  {
    id: 'editor.close',
    label: 'Close tab',
    keys: ['Alt+w'],
    when: () => inEditor() && file() !== undefined,
    run: onFile(closeFile),
  },
  {
    id: 'editor.revert',
    label: 'Revert to the file on disk',
    when: () => hasText() && file()?.dirty === true,
    run: onFile((path) => showOverlay(revertFileDialog, { path })),
  },
  {
    id: 'editor.compare',
    label: 'Compare with the file on disk',
    when: () => hasText() && file()?.dirty === true,
    run: onFile((path) => showOverlay(compareDialog, { path })),
  },
  {
    id: 'editor.md5',
    label: 'Get or Update MD5 sum',
    when: () => inEditor() && isShown(),
    run: onFile(computeMd5),
  },
  {
    id: 'editor.updateAllMd5',
    label: 'Update all MD5 sums',
    when: isLive,
    run: () => updateAllHashes('workspace'),
  },
  {
    id: 'editor.updateReleaseMd5',
    label: 'Update all MD5 sums of the release',
    when: () => isLive() && releaseProfile() !== undefined,
    run: async () => {
      const profile = releaseProfile();
      if (profile !== undefined) await updateAllHashes(parentOf(profile));
    },
  },
  {
    id: 'editor.installHashHook',
    label: 'Install the git hook for MD5 sums',
    when: isLive,
    run: async () => {
      const { message } = await call('installHashHook', { body: { path: shownPath() } });
      notify({ look: 'success', text: message });
    },
  },
  {
    id: 'editor.outline',
    label: 'Go to section',
    keys: ['$mod+Shift+o'],
    when: hasText,
    run: () => runEditorAction('editor.action.quickOutline'),
  },
  {
    id: 'editor.copyPath',
    label: 'Copy path',
    when: () => inEditor() && file() !== undefined,
    run: onFile(async (path) => {
      await copyText(path);
      notify({ look: 'success', text: 'The path was copied.' });
    }),
  },
  {
    id: 'editor.download',
    label: 'Download',
    when: () => inEditor() && isShown(),
    run: onFile(downloadFile),
  },
  { id: 'editor.wordWrap', label: 'Toggle word wrap', keys: ['Alt+z'], when: inEditor, run: toggleWordWrap },
  {
    id: 'view.fullScreen',
    label: 'Full screen',
    keys: ['F11', 'Alt+Enter'],
    when: inEditor,
    run: () => setFullScreen(!useLayoutStore.getState().fullScreen),
  },
  {
    id: 'view.leaveFullScreen',
    label: 'Leave full screen',
    keys: ['Escape'],
    hidden: true,
    when: () => inEditor() && useLayoutStore.getState().fullScreen && !isEscapeWanted(),
    run: () => setFullScreen(false),
  },
  { id: 'view.tree', label: 'Show or hide files', keys: ['$mod+b'], when: inEditor, run: toggleTree },
];

function isShown(): boolean {
  const state = file()?.state;
  return state === 'text' || state === 'binary';
}

/** What Esc closes first: Monaco's own widgets, menus, and the field for a name in the tree. */
const closedByEscape = [
  '.monaco-editor .find-widget.visible',
  '[monaco-visible-content-widget=true]:not([widgetid*=lightbulb i])',
  '.monaco-editor .quick-input-widget:not([style*="display: none"])',
  '.monaco-editor .zone-widget',
  '.action-widget',
  '[role=menu]',
  '[role=tree] input',
].join();

function isEscapeWanted(): boolean {
  // Monaco's context menu is in a shadow tree.
  const isInShadow = document.activeElement?.shadowRoot instanceof ShadowRoot;
  return isInShadow || document.querySelector(closedByEscape) !== null;
}
