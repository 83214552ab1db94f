import type * as Monaco from 'monaco-editor/editor';

interface Palette {
  text: string;
  faint: string;
  comment: string;
  section: string;
  option: string;
  keyword: string;
  string: string;
  recipe: string;
  reference: string;
  jinja: string;
  number: string;
  bad: string;
  canvas: string;
  raised: string;
  line: string;
  currentLine: string;
  selection: string;
  accent: string;
}

/** The same colours as styles/tokens.css: Monaco computes with them and needs them as numbers. */
const light: Palette = {
  text: '1b1d22',
  faint: '858b98',
  comment: '66705f',
  section: '7a3aa8',
  option: '24508f',
  keyword: '9c2b6f',
  string: '22653b',
  recipe: '8a4b00',
  reference: '0f6674',
  jinja: 'a2304e',
  number: '8a4b00',
  bad: 'b0281f',
  canvas: 'ffffff',
  raised: 'ffffff',
  line: 'e2e4e8',
  currentLine: 'f5f6f8',
  selection: 'c9d7fb',
  accent: '2f54c8',
};

const dark: Palette = {
  text: 'e4e6ea',
  faint: '7d828e',
  comment: '8d9886',
  section: 'cfa6f2',
  option: '9cc0f5',
  keyword: 'ee9ccb',
  string: '9fd3ae',
  recipe: 'e9b877',
  reference: '74cbd8',
  jinja: 'f4a0b4',
  number: 'e9b877',
  bad: 'ff9088',
  canvas: '16171a',
  raised: '24262b',
  line: '2d2f36',
  currentLine: '1d1f23',
  selection: '35497d',
  accent: '91abff',
};

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
      'editorLineNumber.foreground': hex(palette.faint),
      'editorLineNumber.activeForeground': hex(palette.text),
      'editorCursor.foreground': hex(palette.accent),
      'editorIndentGuide.background1': hex(palette.line),
      'editorWidget.background': hex(palette.raised),
      'editorWidget.border': hex(palette.line),
      'editorSuggestWidget.background': hex(palette.raised),
      'editorSuggestWidget.border': hex(palette.line),
      'editorHoverWidget.background': hex(palette.raised),
      'editorHoverWidget.border': hex(palette.line),
      'quickInput.background': hex(palette.raised),
      'input.background': hex(palette.canvas),
      focusBorder: hex(palette.accent),
      'scrollbar.shadow': '#00000000',
    },
  };
}
