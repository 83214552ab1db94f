import { CodeXml } from 'lucide-react';
import type { Feature, PageEntry } from '../../core/feature.ts';
import { editorCommands } from './commands.ts';
import { editorPage } from './EditorPage.tsx';
import { loadMonaco } from './loadMonaco.ts';
import { startEditor } from './model/startEditor.ts';

/** The page of the open files, with the panes that may stand on its left. */
export const editorEntry = (sidePanes: Parameters<typeof editorPage>[0]): PageEntry => ({
  Content: editorPage(sidePanes),
  load: loadMonaco,
  name: 'Editor',
  Icon: CodeXml,
  group: 'edit',
  keys: ['Alt+1'],
  staysMounted: true,
});

/** The open files. */
export const editor = {
  commands: editorCommands,
  start: startEditor,
} satisfies Feature;
