import { useEffect, useRef } from 'react';
import { useDarkTheme } from '../../../core/hooks/useDarkTheme.ts';
import { useNarrow } from '../../../core/hooks/useMediaQuery.ts';
import { monaco } from './setup.ts';
import { darkTheme, lightTheme } from './themes.ts';
import styles from './TextDifference.module.css';

interface TextDifferenceProps {
  original: string;
  /** Accessible name. */
  originalName: string;
  /** Of Monaco, of both sides unless `modifiedLanguage` says otherwise. */
  language: string;
  /** A text to read; or a model, which stays its owner's, and can be edited here. */
  modified: string | monaco.editor.ITextModel;
  modifiedName: string;
  modifiedLanguage?: string;
}

/**
 * Two texts side by side, folded where they agree; on a narrow screen one below the other, line by line. Brings Monaco
 * with it.
 */
export function TextDifference(props: TextDifferenceProps) {
  const { original, originalName, language, modified, modifiedName, modifiedLanguage = language } = props;
  const container = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const dark = useDarkTheme();
  // The editor itself may never have been on screen.
  useEffect(() => monaco.editor.setTheme(dark ? darkTheme : lightTheme), [dark]);
  useEffect(() => {
    if (!container.current) return undefined;
    const isText = typeof modified === 'string';
    const originalModel = monaco.editor.createModel(original, language);
    const modifiedModel = isText ? monaco.editor.createModel(modified, modifiedLanguage) : modified;
    const editor = monaco.editor.createDiffEditor(container.current, {
      automaticLayout: true,
      readOnly: isText,
      originalEditable: false,
      renderSideBySide: !narrow,
      // White space is what profiles and templates get wrong most.
      ignoreTrimWhitespace: false,
      hideUnchangedRegions: { enabled: true },
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
      if (isText) modifiedModel.dispose();
    };
  }, [original, originalName, language, modified, modifiedName, modifiedLanguage, narrow]);
  return <div ref={container} className={styles.difference} />;
}
