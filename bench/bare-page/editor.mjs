import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
// The features and languages that the product has chosen: see ../harness/barePage.mjs.
import 'product-monaco-features';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/**
 * @param {HTMLElement} pane
 * @param {string} value
 */
export function open(pane, value) {
  monaco.editor.create(pane, { value, language: 'ini', automaticLayout: true });
}
