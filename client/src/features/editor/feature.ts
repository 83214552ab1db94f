import { CodeXml } from 'lucide-react';
import type { Feature } from '../../core/feature.ts';
import { editorCommands } from './commands.ts';
import { EditorPage } from './EditorPage.tsx';
import { loadMonaco } from './loadMonaco.ts';
import { startEditor } from './model/startEditor.ts';

/** The open files. */
export const editor = {
  page: {
    Content: EditorPage,
    load: loadMonaco,
    name: 'Editor',
    Icon: CodeXml,
    keys: ['Alt+1'],
    staysMounted: true,
  },
  commands: editorCommands,
  start: startEditor,
} satisfies Feature;
