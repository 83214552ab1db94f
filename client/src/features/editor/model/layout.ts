import { emptyLayout, type Layout } from '../../../../../shared/session.ts';
import { AppError } from '../../../../../shared/core/errors.ts';
import { call, UnreachableError } from '../../../core/api/client.ts';
import { currentRoute } from '../../../core/navigation.ts';
import { activateTab, useEditorStore } from './editorStore.ts';
import { expandFolder, useFilesStore } from '../../files/index.ts';
import { setLogOpen, setTreeWidth, useLayoutStore } from '../../../core/stores/layoutStore.ts';
import { selectPair, selectRelease, useReleasesStore } from '../../releases/index.ts';
import { addUnloadedTab } from './openFiles.ts';

/** Changes are kept when nothing moved for this long, in ms. */
const pause = 1000;

/** Puts tabs, folders, widths, release and instance where they were on the last visit, on whichever machine. */
export async function restoreLayout(): Promise<void> {
  const layout = await fetchLayout();
  for (const { path } of layout.tabs.toReversed()) addUnloadedTab(path);
  const { page } = currentRoute();
  if (
    layout.activePath !== undefined &&
    (page !== 'editor' || useEditorStore.getState().activePath === undefined)
  )
    activateTab(layout.activePath);
  // Who chose before the answer came, or came by an address that says what it is about, is not taken elsewhere.
  if (layout.release !== undefined && useReleasesStore.getState().selected === undefined) {
    if (layout.reference === undefined) selectRelease(layout.release);
    else selectPair(layout.release, layout.reference);
  }
  const [width] = layout.panes['files'] ?? [];
  if (width !== undefined) setTreeWidth(width);
  if (layout.panes['filesHidden'] !== undefined) useLayoutStore.setState({ treeShown: false });
  if (layout.panes['wordWrap'] !== undefined) useLayoutStore.setState({ wordWrap: true });
  if (layout.panes['log'] !== undefined) setLogOpen(true);
  for (const folder of layout.expandedFolders) void expandFolder(folder);
}

async function fetchLayout(): Promise<Layout> {
  try {
    return await call('getLayout');
  } catch (error) {
    if (error instanceof UnreachableError || error instanceof AppError) return emptyLayout;
    throw error;
  }
}

/** The layout as it is now. */
function currentLayout(): Layout {
  const { tabs, activePath } = useEditorStore.getState();
  const { treeWidth, treeShown, wordWrap, logOpen } = useLayoutStore.getState();
  const { selected, selectedReference } = useReleasesStore.getState();
  return {
    tabs: tabs.slice(0, 100).map((path) => ({ path })),
    ...(activePath !== undefined && { activePath }),
    expandedFolders: [...useFilesStore.getState().expanded].slice(0, 1000),
    ...(selected !== undefined && { release: selected }),
    ...(selectedReference !== undefined && { reference: selectedReference }),
    panes: {
      files: [treeWidth],
      ...(!treeShown && { filesHidden: [1] }),
      ...(wordWrap && { wordWrap: [1] }),
      ...(logOpen && { log: [1] }),
    },
  };
}

/** Sends the layout to the server some time after it changed. Returns what sends it now, for a page that goes away. */
export function keepLayout(): () => void {
  let kept = JSON.stringify(currentLayout());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = () => {
    clearTimeout(timer);
    const layout = currentLayout();
    const text = JSON.stringify(layout);
    if (text === kept) return;
    // A character has up to three bytes.
    call('putLayout', { body: layout, keepalive: text.length * 3 < 65_536 }).then(
      () => (kept = text),
      // The next change tries again; a layout that was not kept is not worth a word.
      (error: unknown) => console.warn('The layout was not kept:', error),
    );
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, pause);
  };
  for (const store of [useEditorStore, useLayoutStore, useReleasesStore, useFilesStore])
    store.subscribe(later);
  return send;
}
