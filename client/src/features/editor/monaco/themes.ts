import type * as Monaco from 'monaco-editor/editor';
import { layerColours } from './layerColours.ts';
import { dark, light, type Palette } from './palettes.ts';

export const lightTheme = 'webrunner-light';
export const darkTheme = 'webrunner-dark';

/** Gives Monaco our two themes. */
export function defineThemes(monaco: typeof Monaco): void {
  monaco.editor.defineTheme(lightTheme, themeOf('vs', light));
  monaco.editor.defineTheme(darkTheme, themeOf('vs-dark', dark));
}

function themeOf(base: 'vs' | 'vs-dark', palette: Palette): Monaco.editor.IStandaloneThemeData {
  const colour = (token: string, foreground: string, fontStyle?: string) => ({
    token,
    foreground,
    ...(fontStyle !== undefined && { fontStyle }),
  });
  const hex = (value: string) => `#${value}`;
  return {
    base,
    inherit: true,
    rules: [
      colour('', palette.text),
      colour('value', palette.text),
      colour('white', palette.text),
      colour('comment', palette.comment, 'italic'),
      colour('section', palette.section, 'bold'),
      colour('delimiter.section', palette.section, 'bold'),
      colour('annotation', palette.recipe),
      colour('inherit', palette.keyword, 'bold'),
      colour('option', palette.option),
      colour('operator', palette.faint),
      colour('recipe', palette.recipe),
      colour('reference', palette.reference),
      colour('delimiter.reference', palette.reference),
      colour('escape', palette.number),
      colour('link', palette.text, 'underline'),
      colour('jinja', palette.jinja),
      colour('jinja.name', palette.text),
      colour('jinja.operator', palette.faint),
      colour('jinja.delimiter', palette.jinja, 'bold'),
      colour('jinja.keyword', palette.jinja, 'bold'),
      colour('jinja.string', palette.string),
      colour('jinja.number', palette.number),
      colour('keyword', palette.keyword),
      colour('string', palette.string),
      colour('number', palette.number),
      colour('type', palette.section),
      colour('tag', palette.option),
      colour('key', palette.option),
      colour('attribute.name', palette.option),
      colour('attribute.value', palette.string),
      colour('metatag', palette.keyword),
      colour('invalid', palette.bad),
    ],
    colors: {
      'editor.background': hex(palette.canvas),
      'editor.foreground': hex(palette.text),
      'editor.lineHighlightBackground': hex(palette.currentLine),
      'editor.lineHighlightBorder': '#00000000',
      'editor.selectionBackground': hex(palette.selection),
      'editor.inactiveSelectionBackground': `${hex(palette.selection)}80`,
      // A section that is chosen in the outline, or a line that is gone to.
      'editor.rangeHighlightBackground': `${hex(palette.selection)}59`,
      'editorLineNumber.foreground': hex(palette.faint),
      'editorLineNumber.activeForeground': hex(palette.text),
      'editorCursor.foreground': hex(palette.accent),
      'editorIndentGuide.background1': hex(palette.line),
      focusBorder: hex(palette.accent),
      'scrollbar.shadow': '#00000000',
      ...layerColours(palette),
    },
  };
}
