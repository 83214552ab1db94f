import { closeFile } from '../sync/openFiles.ts';
import { recreateFile, saveAll, saveFile } from '../sync/saveFiles.ts';
import { computeMd5 } from '../sync/md5.ts';
import { copyText } from '../components/CopyButton.tsx';
import { cyclePanes } from '../features/shell/cyclePanes.ts';
import { showPage } from '../features/shell/showPage.ts';
import { runEditorAction } from '../features/editor/activeEditor.ts';
import { searchFolder, searchSelection } from '../features/search/openSearch.ts';
import { downloadFile } from '../features/editor/downloadFile.ts';
import { currentRoute, navigate } from '../navigation.ts';
import { activeFile, useEditorStore, type OpenFile } from '../stores/editorStore.ts';
import { parentOf, setNameInput, useFilesStore } from '../stores/filesStore.ts';
import { setFullScreen, toggleTree, toggleWordWrap, useLayoutStore } from '../stores/layoutStore.ts';
import { notify } from '../stores/noticesStore.ts';
import { showOverlay } from '../stores/overlayStore.ts';
import { requestTerminal } from '../stores/terminalsStore.ts';
import { deleteSelected, isRoot, askForName, selectedFolder } from '../features/files/treeActions.ts';
import { registerCommands, type Command } from './registry.ts';
import { runCommands } from './runCommands.ts';

const file = (): OpenFile | undefined => activeFile(useEditorStore.getState());
const inEditor = (): boolean => currentRoute().page === 'editor';
const hasText = (): boolean => inEditor() && file()?.state === 'text';
const selected = (): string | undefined => useFilesStore.getState().selected;

/** Runs an action on the path of the active file. */
const onFile = (action: (path: string) => unknown) => async () => {
  const path = file()?.path;
  if (path !== undefined) await action(path);
};

const commands: readonly Command[] = [
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
    run: onFile((path) => showOverlay({ kind: 'revertFile', path })),
  },
  {
    id: 'editor.compare',
    label: 'Compare with the file on disk',
    when: () => hasText() && file()?.dirty === true,
    run: onFile((path) => showOverlay({ kind: 'compare', path })),
  },
  {
    id: 'editor.md5',
    label: 'Get or Update MD5 sum',
    when: () => inEditor() && isShown(),
    run: onFile(computeMd5),
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
  { id: 'view.nextPane', label: 'Next pane', keys: ['F6'], run: () => cyclePanes(1) },
  { id: 'view.previousPane', label: 'Previous pane', keys: ['Shift+F6'], run: () => cyclePanes(-1) },
  {
    id: 'view.palette',
    label: 'All commands',
    keys: ['F1', '$mod+Shift+p'],
    run: () => showOverlay({ kind: 'palette' }),
  },
  {
    id: 'view.quickOpen',
    label: 'Go to file',
    keys: ['$mod+p'],
    run: () => showOverlay({ kind: 'quickOpen' }),
  },
  { id: 'view.shortcuts', label: 'Keyboard shortcuts', run: () => showOverlay({ kind: 'shortcuts' }) },
  { id: 'view.editor', label: 'Show editor', keys: ['Alt+1'], run: () => showPage('editor') },
  { id: 'view.services', label: 'Show services', keys: ['Alt+2'], run: () => showPage('services') },
  { id: 'view.runs', label: 'Show runs', keys: ['Alt+3'], run: () => showPage('runs') },
  { id: 'view.logs', label: 'Show logs', keys: ['Alt+4'], run: () => showPage('logs') },
  {
    id: 'view.terminal',
    label: 'Show terminal',
    keys: ['Control+Backquote', 'Alt+5'],
    run: () => showPage(currentRoute().page === 'terminal' ? 'editor' : 'terminal'),
  },
  { id: 'files.search', label: 'Find in Files', keys: ['$mod+Shift+f'], run: searchSelection },
  {
    id: 'files.searchFolder',
    label: 'Find in folder',
    when: () => inEditor() && selectedFolder() !== undefined,
    run: () => searchFolder(selectedFolder() ?? 'workspace'),
  },
  {
    id: 'files.newFile',
    label: 'New File',
    keys: ['Alt+n'],
    when: inEditor,
    run: () => askForName('newFile'),
  },
  {
    id: 'files.newFolder',
    label: 'New Folder',
    when: inEditor,
    run: () => askForName('newFolder'),
  },
  {
    id: 'files.terminal',
    label: 'Open terminal here',
    when: inEditor,
    run: () => {
      requestTerminal(selectedFolder());
      showPage('terminal');
    },
  },
  {
    id: 'files.services',
    label: 'Show in Services',
    when: () => inEditor() && selectedPartition() !== undefined,
    run: () => navigate({ page: 'services', partition: selectedPartition() }),
  },
  {
    id: 'files.rename',
    label: 'Rename',
    when: () => inEditor() && isChangeable(selected()),
    run: () => {
      const path = selected();
      if (path !== undefined) setNameInput({ kind: 'rename', path });
    },
  },
  {
    id: 'files.delete',
    label: 'Delete…',
    when: () => inEditor() && isChangeable(selected()),
    run: deleteSelected,
  },
];

/** Partition that the selected entry of the tree is in. */
function selectedPartition(): string | undefined {
  return /^instances\/([^/]+)/.exec(selected() ?? '')?.[1];
}

function isShown(): boolean {
  const state = file()?.state;
  return state === 'text' || state === 'binary';
}

/** Whether an entry of the tree can be renamed and deleted. */
function isChangeable(path: string | undefined): boolean {
  return path !== undefined && !isRoot(path) && !parentOf(path).startsWith('releases');
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

/** Registers what the page as a whole can do. */
export function registerAppCommands(): void {
  registerCommands([...runCommands, ...commands]);
}
