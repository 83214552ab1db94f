import { ChevronDown, Expand, Save, Shrink, X } from 'lucide-react';
import { useEffect, useRef, type MouseEvent } from 'react';
import { useShallow } from '../../stores/createAppStore.ts';
import { findCommand, runCommand } from '../../commands/registry.ts';
import { reportFailure } from '../../commands/reportFailure.ts';
import { IconButton } from '../../components/IconButton.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useEditorStore } from '../../stores/editorStore.ts';
import { useLayoutStore } from '../../stores/layoutStore.ts';
import { closeFile } from '../../sync/openFiles.ts';
import { showFile } from '../../sync/editorRoute.ts';
import { moveFocus } from '../shell/moveFocus.ts';
import { FileMenu } from './FileMenu.tsx';
import { tabLabels } from './tabLabels.ts';
import styles from './OpenFileTabs.module.css';

/** The subheader: a tab per open file, and what can be done with the one that is shown. */
export function OpenFileTabs() {
  const tabs = useEditorStore(useShallow((state) => state.tabs));
  const activePath = useEditorStore((state) => state.activePath);
  const fullScreen = useLayoutStore((state) => state.fullScreen);
  const active = useEditorStore((state) =>
    activePath === undefined ? undefined : state.files.get(activePath),
  );
  const labels = tabLabels(tabs);
  return (
    <div className={styles.subheader}>
      <div role="tablist" aria-label="Open files" className={styles.tabs} onKeyDown={moveFocus}>
        {tabs.map((path) => (
          <FileTab key={path} path={path} label={labels.get(path) ?? path} active={path === activePath} />
        ))}
      </div>
      <IconButton
        label="Save"
        keys="$mod+s"
        icon={active?.saving === true ? <Spinner /> : <Save size={16} />}
        disabled={!active || active.readOnly || !(active.dirty || active.disk === 'deleted')}
        onClick={() => reportFailure(runCommand('editor.save'))}
      />
      <IconButton
        label="Full screen"
        keys={findCommand('view.fullScreen')?.keys?.[0]}
        aria-pressed={fullScreen}
        icon={fullScreen ? <Shrink size={16} /> : <Expand size={16} />}
        onClick={() => reportFailure(runCommand('view.fullScreen'))}
      />
      <FileMenu
        trigger={
          <button type="button" className="button" data-look="quiet">
            Menu
            <ChevronDown size={14} aria-hidden="true" />
          </button>
        }
      />
    </div>
  );
}

function FileTab({ path, label, active }: { path: string; label: string; active: boolean }) {
  const dirty = useEditorStore((state) => state.files.get(path)?.dirty === true);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [active]);
  const middleClick = (event: MouseEvent) => {
    if (event.button !== 1) return;
    event.preventDefault();
    closeFile(path);
  };
  return (
    <div
      ref={element}
      className={styles.tab}
      data-active={active}
      role="presentation"
      onAuxClick={middleClick}
    >
      <button
        type="button"
        role="tab"
        aria-selected={active}
        tabIndex={active ? 0 : -1}
        aria-keyshortcuts="Delete"
        title={path}
        className={styles.name}
        onClick={() => showFile(path)}
        onKeyDown={(event) => event.key === 'Delete' && closeFile(path)}
      >
        {label}
        {dirty && <span className="visually-hidden"> (unsaved)</span>}
      </button>
      <button
        type="button"
        className={styles.close}
        tabIndex={-1}
        // A tab list may hold tabs only: by keyboard, Delete and Alt+W close a tab.
        aria-hidden="true"
        title={dirty ? 'Unsaved edits' : 'Close (Alt+W)'}
        data-dirty={dirty}
        onClick={() => closeFile(path)}
      >
        {dirty && <span className={styles.dot} aria-hidden="true" />}
        <X size={14} className={styles.cross} aria-hidden="true" />
      </button>
    </div>
  );
}
