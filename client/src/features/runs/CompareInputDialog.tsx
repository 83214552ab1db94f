import { useCallback, useEffect, useRef } from 'react';
import { call } from '../../api/client.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { useDarkTheme } from '../../hooks/useDarkTheme.ts';
import { useNarrow } from '../../hooks/useMediaQuery.ts';
import { nameOf } from '../../stores/filesStore.ts';
import type { InputComparison } from '../../stores/overlayStore.ts';
import { showFile } from '../../sync/editorRoute.ts';
import { fetchDiskText } from '../../sync/diskText.ts';
import { languageOf } from '../editor/languageOf.ts';
import { monaco } from '../editor/monaco/setup.ts';
import { darkTheme, lightTheme } from '../editor/monaco/themes.ts';
import { decodeText } from '../editor/textFormat.ts';
import styles from './CompareInputDialog.module.css';

/** An input as it was in a run beside what it was in a later one, or is now. */
export function CompareInputDialog({
  comparison,
  onClose,
}: {
  comparison: InputComparison;
  onClose: () => void;
}) {
  const { change, before, after } = comparison;
  const { path, kind } = change;
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [earlier, later] = await Promise.all([
        kind === 'added' || before === undefined ? '' : fetchInput(before, path, signal),
        kind === 'deleted' ? '' : after === undefined ? fetchDiskText(path) : fetchInput(after, path, signal),
      ]);
      return { earlier, later };
    },
    [before, after, kind, path],
  );
  const { value, problem, retry } = useAnswer(load);
  const earlierName = before === undefined ? 'before' : `run ${before}`;
  const laterName = after === undefined ? 'now' : `run ${after}`;
  return (
    <Dialog
      size="large"
      title={`${nameOf(path)}: ${earlierName} and ${laterName}`}
      onClose={onClose}
      actions={
        kind !== 'deleted' && (
          <Button
            onClick={() => {
              onClose();
              showFile(path);
            }}
          >
            Open the file
          </Button>
        )
      }
    >
      {value ? (
        <Difference path={path} {...value} earlierName={earlierName} laterName={laterName} />
      ) : problem !== undefined ? (
        <p role="alert">
          {problem}{' '}
          <Button look="link" onClick={retry}>
            Try again
          </Button>
        </p>
      ) : (
        <Spinner size={16} />
      )}
    </Dialog>
  );
}

async function fetchInput(run: number, path: string, signal: AbortSignal): Promise<string> {
  return decoded(await call('readRunInput', { params: { run }, query: { path }, signal }));
}

function decoded(bytes: Uint8Array): string {
  try {
    return decodeText(bytes);
  } catch (cause) {
    if (cause instanceof TypeError)
      throw new Error('The file is not text and cannot be compared here.', { cause });
    throw cause;
  }
}

interface DifferenceProps {
  path: string;
  earlier: string;
  later: string;
  earlierName: string;
  laterName: string;
}

function Difference({ path, earlier, later, earlierName, laterName }: DifferenceProps) {
  const container = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const dark = useDarkTheme();
  // Here the editor itself may never have been on screen.
  useEffect(() => monaco.editor.setTheme(dark ? darkTheme : lightTheme), [dark]);
  useEffect(() => {
    if (!container.current) return undefined;
    const original = monaco.editor.createModel(earlier, languageOf(path));
    const modified = monaco.editor.createModel(later, languageOf(path));
    const editor = monaco.editor.createDiffEditor(container.current, {
      automaticLayout: true,
      readOnly: true,
      originalEditable: false,
      renderSideBySide: !narrow,
      minimap: { enabled: false },
      fontFamily: 'var(--font-mono)',
      fontSize: 13,
      lineHeight: 20,
      scrollBeyondLastLine: false,
      hideUnchangedRegions: { enabled: true },
      renderOverviewRuler: false,
    });
    editor.setModel({ original, modified });
    // The names that Monaco takes for the whole reach no element.
    editor.getOriginalEditor().updateOptions({ ariaLabel: earlierName });
    editor.getModifiedEditor().updateOptions({ ariaLabel: laterName });
    return () => {
      editor.setModel(null);
      editor.dispose();
      original.dispose();
      modified.dispose();
    };
  }, [path, earlier, later, earlierName, laterName, narrow]);
  return <div ref={container} className={styles.difference} />;
}
