import { clsx } from 'clsx';
import { lazy, Suspense, type ComponentProps, type ComponentType } from 'react';
import { Splitter } from '../../components/Splitter.tsx';
import { useIdle } from '../../core/hooks/useIdle.ts';
import { useNarrow } from '../../core/hooks/useMediaQuery.ts';
import {
  setDrawerOpen,
  setLogOpen,
  setTreeWidth,
  treeWidthLimits,
  useLayoutStore,
} from '../../core/stores/layoutStore.ts';
import { useActiveFile } from './model/editorStore.ts';
import { loadLogPanel } from '../logs/index.ts';
import { TreeToggle } from '../files/index.ts';
import { BinaryNotice } from './BinaryNotice.tsx';
import { Breadcrumb } from './Breadcrumb.tsx';
import { EditorEmpty, FileFailed, FileLoading } from './EditorPlaceholders.tsx';
import { loadedMonaco } from './loadMonaco.ts';
import { FileBars } from './FileBars.tsx';
import { OpenFileTabs } from './OpenFileTabs.tsx';
import { SidePanes } from './SidePanes.tsx';
import { StatusBar } from './StatusBar.tsx';
import styles from './EditorPage.module.css';

const LogPanel = lazy(async () => ({ default: await loadLogPanel() }));

/** The page, with the panes that may stand on its left. */
export function editorPage(sidePanes: ComponentProps<typeof SidePanes>['panes']): ComponentType {
  return function Editor() {
    return <EditorPage sidePanes={sidePanes} />;
  };
}

/** Files, or another pane, on the left, the open one on the right, what is known of it below. */
function EditorPage({ sidePanes }: { sidePanes: ComponentProps<typeof SidePanes>['panes'] }) {
  const treeWidth = useLayoutStore((state) => state.treeWidth);
  const treeShown = useLayoutStore((state) => state.treeShown);
  const drawerOpen = useLayoutStore((state) => state.drawerOpen);
  const fullScreen = useLayoutStore((state) => state.fullScreen);
  const narrow = useNarrow();
  const showTree = narrow ? drawerOpen : treeShown;
  return (
    <div className={styles.page} data-beside={showTree && !narrow}>
      <div className={styles.toggle}>
        <TreeToggle />
      </div>
      <div className={styles.panes}>
        {showTree && (
          <>
            {narrow && <div className={styles.scrim} onClick={() => setDrawerOpen(false)} />}
            <div className={styles.tree} style={narrow ? undefined : { width: `${treeWidth}%` }}>
              <SidePanes panes={sidePanes} />
            </div>
            {!narrow && (
              <Splitter
                label="Width of the file tree"
                value={treeWidth}
                onChange={setTreeWidth}
                {...treeWidthLimits}
              />
            )}
          </>
        )}
        <section className={styles.editor} aria-label="Editor" data-pane>
          <OpenFileTabs />
          <OpenFileView />
          {!fullScreen && !narrow && <LogBelow />}
        </section>
      </div>
      <StatusBar />
    </div>
  );
}

/** The log of the latest run. Its bar has its place before it has been loaded, so that nothing jumps. */
function LogBelow() {
  const open = useLayoutStore((state) => state.logOpen);
  const idle = useIdle();
  return (
    <div className={clsx(styles.log, open && styles.logOpen)}>
      <Suspense fallback={<LogBar />}>
        {idle || open ? <LogPanel open={open} onOpenChange={setLogOpen} /> : <LogBar />}
      </Suspense>
    </div>
  );
}

/** In the place of the panel while it is on its way. */
function LogBar() {
  return <div className={styles.logBar}>Log</div>;
}

function OpenFileView() {
  const file = useActiveFile();
  const CodeEditor = loadedMonaco()?.CodeEditor;
  if (!file) return <EditorEmpty />;
  switch (file.state) {
    case 'unloaded':
    case 'loading':
      return <FileLoading path={file.path} />;
    case 'failed':
      return <FileFailed file={file} />;
    case 'binary':
      return <BinaryNotice file={file} />;
    case 'text':
      return (
        <>
          <Breadcrumb path={file.path} />
          <FileBars file={file} />
          <div className={styles.text}>
            {CodeEditor && <CodeEditor path={file.path} readOnly={file.readOnly} />}
          </div>
        </>
      );
  }
}
