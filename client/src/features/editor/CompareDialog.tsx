import { useEffect, useRef, useState } from 'react';
import { messageOf } from '../../api/client.ts';
import { reportFailure } from '../../commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useNarrow } from '../../hooks/useMediaQuery.ts';
import { useEditorStore } from '../../stores/editorStore.ts';
import { nameOf } from '../../stores/filesStore.ts';
import { fetchDiskText, reloadFile } from '../../sync/diskText.ts';
import { overwriteFile, saveFile } from '../../sync/saveFiles.ts';
import { openText } from './modelRegistry.ts';
import { languageOf } from './languageOf.ts';
import { monaco } from './monaco/setup.ts';
import styles from './CompareDialog.module.css';

/** The file on disk beside the text with unsaved edits, which can go on being edited here. */
export function CompareDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const [diskText, setDiskText] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const disk = useEditorStore((state) => state.files.get(path)?.disk);
  useEffect(() => {
    fetchDiskText(path).then(setDiskText, (error: unknown) => setProblem(messageOf(error)));
  }, [path]);
  const finish = (action: Promise<unknown>) => {
    onClose();
    reportFailure(action);
  };
  return (
    <Dialog
      size="large"
      title={`${nameOf(path)}: on disk, and with your edits`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={() => finish(reloadFile(path))}>Take the file on disk</Button>
          <Button
            look="primary"
            onClick={() => finish(disk === 'changed' ? overwriteFile(path) : saveFile(path))}
          >
            {disk === 'changed' ? 'Overwrite with mine' : 'Save mine'}
          </Button>
        </>
      }
    >
      {problem !== undefined && <p role="alert">{problem}</p>}
      {diskText === undefined ? <Spinner size={16} /> : <Difference path={path} diskText={diskText} />}
    </Dialog>
  );
}

function Difference({ path, diskText }: { path: string; diskText: string }) {
  const container = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  useEffect(() => {
    const text = openText(path);
    if (!container.current || !text) return undefined;
    const original = monaco.editor.createModel(diskText, languageOf(path));
    const editor = monaco.editor.createDiffEditor(container.current, {
      automaticLayout: true,
      originalEditable: false,
      renderSideBySide: !narrow,
      minimap: { enabled: false },
      fontFamily: 'var(--font-mono)',
      fontSize: 13,
      lineHeight: 20,
      scrollBeyondLastLine: false,
      hideUnchangedRegions: { enabled: true },
      originalAriaLabel: 'On disk',
      modifiedAriaLabel: 'With your edits',
    });
    editor.setModel({ original, modified: text.model });
    return () => {
      // The modified model is the open file's own and stays.
      editor.setModel(null);
      editor.dispose();
      original.dispose();
    };
  }, [path, diskText, narrow]);
  return <div ref={container} className={styles.difference} />;
}
