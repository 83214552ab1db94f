import { useEffect, useRef } from 'react';
import { useDarkTheme } from '../../../hooks/useDarkTheme.ts';
import { useNarrow } from '../../../hooks/useMediaQuery.ts';
import { monaco } from '../../editor/monaco/setup.ts';
import { darkTheme, lightTheme } from '../../editor/monaco/themes.ts';
import styles from './Rendered.module.css';

interface TextDifferenceProps {
  original: string;
  /** Of Monaco. */
  originalLanguage: string;
  /** Accessible name. */
  originalName: string;
  modified: string;
  modifiedLanguage: string;
  modifiedName: string;
}

/** Two texts to read side by side; on a narrow screen one below the other, line by line. Brings Monaco with it. */
export function TextDifference(props: TextDifferenceProps) {
  const { original, originalLanguage, originalName, modified, modifiedLanguage, modifiedName } = props;
  const container = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const dark = useDarkTheme();
  // Here the editor itself may never have been on screen.
  useEffect(() => monaco.editor.setTheme(dark ? darkTheme : lightTheme), [dark]);
  useEffect(() => {
    if (!container.current) return undefined;
    const originalModel = monaco.editor.createModel(original, originalLanguage);
    const modifiedModel = monaco.editor.createModel(modified, modifiedLanguage);
    const editor = monaco.editor.createDiffEditor(container.current, {
      automaticLayout: true,
      readOnly: true,
      originalEditable: false,
      renderSideBySide: !narrow,
      // White space is what templates get wrong most.
      ignoreTrimWhitespace: false,
      minimap: { enabled: false },
      fontFamily: 'var(--font-mono)',
      fontSize: 13,
      lineHeight: 20,
      scrollBeyondLastLine: false,
      renderOverviewRuler: false,
    });
    editor.setModel({ original: originalModel, modified: modifiedModel });
    // The names that Monaco takes for the whole reach no element.
    editor.getOriginalEditor().updateOptions({ ariaLabel: originalName });
    editor.getModifiedEditor().updateOptions({ ariaLabel: modifiedName });
    return () => {
      editor.setModel(null);
      editor.dispose();
      originalModel.dispose();
      modifiedModel.dispose();
    };
  }, [original, originalLanguage, originalName, modified, modifiedLanguage, modifiedName, narrow]);
  return <div ref={container} className={styles.difference} />;
}
