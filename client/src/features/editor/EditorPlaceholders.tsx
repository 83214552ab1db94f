import { FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatKeys, runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import type { OpenFile } from './model/editorStore.ts';
import { nameOf } from '../../../../shared/core/paths.ts';
import { closeFile, loadFile } from './model/openFiles.ts';
import { downloadFile } from './downloadFile.ts';
import styles from './EditorPlaceholders.module.css';

/** No file is open. */
export function EditorEmpty() {
  return (
    <EmptyState
      icon={<FileText size={28} strokeWidth={1.25} />}
      title="No file is open"
      action={<Button onClick={() => reportFailure(runCommand('view.quickOpen'))}>Go to file…</Button>}
    >
      Choose one in the tree, or press {formatKeys('$mod+p')}.
    </EmptyState>
  );
}

/** The file is on its way: nothing at first, since most are here at once. */
export function FileLoading({ path }: { path: string }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.loading}>
      {slow && (
        <>
          <Spinner size={14} /> Opening {nameOf(path)}…
        </>
      )}
    </div>
  );
}

/** The file could not be read: why, and what now. */
export function FileFailed({ file }: { file: OpenFile }) {
  return (
    <EmptyState
      title={`${nameOf(file.path)} cannot be opened`}
      action={
        <div className={styles.actions}>
          <Button look="primary" onClick={() => reportFailure(loadFile(file.path))}>
            Try again
          </Button>
          <Button onClick={() => downloadFile(file.path)}>Download</Button>
          <Button onClick={() => closeFile(file.path)}>Close</Button>
        </div>
      }
    >
      {file.problem}
    </EmptyState>
  );
}
