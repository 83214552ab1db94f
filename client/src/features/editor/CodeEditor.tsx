import { Editor } from '@monaco-editor/react';
import { useEffect, useState } from 'react';
import type { editor } from 'monaco-editor/editor';
import { Spinner } from '../../components/Spinner.tsx';
import { useMediaQuery, useNarrow } from '../../core/hooks/useMediaQuery.ts';
import { requestReveal, setCursor, useEditorStore } from './model/editorStore.ts';
import { useLayoutStore } from '../../core/stores/layoutStore.ts';
import { buildout } from '../../core/format/languageOf.ts';
import { setActiveEditor } from './activeEditor.ts';
import { modelUri } from './modelUri.ts';
import { unindentPastedHeaders } from './monaco/pastedHeader.ts';
import { monaco } from './monaco/setup.ts';
import { darkTheme, lightTheme } from './monaco/themes.ts';
import { sectionAt } from '../../../../shared/profile/profileSections.ts';
import { useDarkTheme } from '../../core/hooks/useDarkTheme.ts';

export { monaco };

interface CodeEditorProps {
  path: string;
  readOnly: boolean;
}

/** Shows the model of a file, which the registry made. Scroll positions and selections are kept per file. */
export function CodeEditor({ path, readOnly }: CodeEditorProps) {
  const [instance, setInstance] = useState<editor.IStandaloneCodeEditor>();
  const wordWrap = useLayoutStore((state) => state.wordWrap);
  const dark = useDarkTheme();
  const narrow = useNarrow();
  const coarse = useMediaQuery('(pointer: coarse)');
  useReveal(instance, path);

  useEffect(() => {
    if (!instance) return undefined;
    setActiveEditor(instance);
    const update = () => showCursor(instance);
    const subscriptions = [
      instance.onDidChangeCursorSelection(update),
      instance.onDidChangeModel(update),
      unindentPastedHeaders(instance),
    ];
    update();
    return () => {
      for (const subscription of subscriptions) subscription.dispose();
      setActiveEditor(undefined);
      setCursor(undefined, undefined);
    };
  }, [instance]);

  return (
    <Editor
      path={modelUri(path)}
      // What Monaco puts beside the editor, its context menu for one, has its colours by this class of theirs.
      className="monaco-component"
      keepCurrentModel
      theme={dark ? darkTheme : lightTheme}
      loading={<Spinner size={16} />}
      options={{
        ...options,
        readOnly,
        domReadOnly: readOnly,
        wordWrap: wordWrap || narrow ? 'on' : 'off',
        lineNumbersMinChars: narrow ? 2 : 4,
        fontSize: coarse ? 14 : 13,
        ariaLabel: path,
      }}
      onMount={(mounted) => {
        // It was made in a hidden element: measured now, the text is painted two frames earlier.
        mounted.layout();
        setInstance(mounted);
      }}
    />
  );
}

const options: editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: 'var(--font-mono)',
  lineHeight: 20,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  padding: { top: 6, bottom: 6 },
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  overviewRulerBorder: false,
  stickyScroll: { enabled: false },
  glyphMargin: false,
  folding: true,
  showFoldingControls: 'mouseover',
  lineDecorationsWidth: 14,
  smoothScrolling: false,
  cursorBlinking: 'solid',
  detectIndentation: true,
  tabSize: 2,
  unusualLineTerminators: 'off',
  fixedOverflowWidgets: true,
  wordBasedSuggestions: 'currentDocument',
  quickSuggestions: false,
  scrollbar: { verticalScrollbarSize: 12, horizontalScrollbarSize: 12, useShadows: false },
  bracketPairColorization: { enabled: false },
  guides: { indentation: true },
};

/** Goes to the place that was asked for, and takes the focus, once the editor shows its file. */
function useReveal(instance: editor.IStandaloneCodeEditor | undefined, path: string): void {
  const reveal = useEditorStore((state) => state.reveal);
  useEffect(() => {
    if (!instance || reveal?.path !== path) return undefined;
    // The wrapper sets the model in an effect of its own, which may come after this one.
    const timer = setTimeout(() => {
      if (reveal.line !== undefined) {
        const position = { lineNumber: reveal.line, column: reveal.column ?? 1 };
        instance.setPosition(position);
        instance.revealPositionInCenter(position);
      }
      instance.focus();
      requestReveal(undefined);
    });
    return () => clearTimeout(timer);
  }, [instance, reveal, path]);
}

function showCursor(instance: editor.IStandaloneCodeEditor): void {
  const model = instance.getModel();
  const position = instance.getPosition();
  const selection = instance.getSelection();
  if (!model || !position || !selection) {
    setCursor(undefined, undefined);
    return;
  }
  const section =
    model.getLanguageId() === buildout
      ? sectionAt(position.lineNumber, (line) => model.getLineContent(line))
      : undefined;
  const selected = selection.isEmpty() ? 0 : model.getValueLengthInRange(selection);
  setCursor({ line: position.lineNumber, column: position.column, selected }, section);
}
