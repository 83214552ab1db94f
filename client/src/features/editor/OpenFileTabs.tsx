import { ChevronDown, Expand, Save, Shrink } from 'lucide-react';
import { useShallow } from '../../core/stores/createAppStore.ts';
import { findCommand, runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { ClosableTab, ClosableTabs } from '../../components/ClosableTabs.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useEditorStore } from './model/editorStore.ts';
import { useLayoutStore } from '../../core/stores/layoutStore.ts';
import { closeFile } from './model/openFiles.ts';
import { showFile } from './model/editorRoute.ts';
import { FullScreenStatus } from '../runs/index.ts';
import { FileMenu } from './FileMenu.tsx';
import { tabLabels } from './tabLabels.ts';
import styles from './OpenFileTabs.module.css';

/**
 * The subheader: a tab per open file, and what can be done with the one that is shown. In full screen it is all that is
 * above the text, and so has Rebuild and what came of it.
 */
export function OpenFileTabs() {
  const tabs = useEditorStore(useShallow((state) => state.tabs));
  const activePath = useEditorStore((state) => state.activePath);
  const fullScreen = useLayoutStore((state) => state.fullScreen);
  const active = useEditorStore((state) =>
    activePath === undefined ? undefined : state.files.get(activePath),
  );
  const labels = tabLabels(tabs);
  return (
    <div className={styles.subheader} data-full-screen={fullScreen}>
      <ClosableTabs label="Open files" className={styles.tabs}>
        {tabs.map((path) => (
          <FileTab key={path} path={path} label={labels.get(path) ?? path} active={path === activePath} />
        ))}
      </ClosableTabs>
      {fullScreen && <FullScreenStatus />}
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
  return (
    <ClosableTab
      active={active}
      title={path}
      closeTitle={dirty ? 'Unsaved edits' : 'Close (Alt+W)'}
      dirty={dirty}
      onShow={() => showFile(path)}
      onClose={() => closeFile(path)}
    >
      {label}
    </ClosableTab>
  );
}
