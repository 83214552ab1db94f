import type { editor, IDisposable } from 'monaco-editor/editor';
import { buildout } from '../../../core/format/languageOf.ts';
import { parseProfile } from '../../../../../shared/profile/syntax/parseProfile.ts';
import { monaco } from './setup.ts';

/**
 * Puts a section that is pasted where a list ended, behind the indentation that the editor keeps there, at the left: with a
 * blank before it, its header would be one more line of that list.
 */
export function unindentPastedHeaders(instance: editor.ICodeEditor): IDisposable {
  return instance.onDidPaste(({ range: { startLineNumber, startColumn } }) => {
    const model = instance.getModel();
    if (model?.getLanguageId() !== buildout || startColumn === 1) return;
    const line = model.getLineContent(startLineNumber);
    const isIndented = line.slice(0, startColumn - 1).trim() === '';
    if (!isIndented || parseProfile(line.slice(startColumn - 1), { jinja: true }).sections.length === 0)
      return;
    const indentation = new monaco.Range(startLineNumber, 1, startLineNumber, startColumn);
    instance.executeEdits('pasted header', [{ range: indentation, text: '' }]);
  });
}
