import type * as Monaco from 'monaco-editor/editor';
import { buildout } from '../../../core/format/languageOf.ts';
import { sectionsOf } from '../../../../../shared/profile/profileSections.ts';

/**
 * The grammar of buildout profiles with Jinja in them. Tokens:
 * `section` names, `option` keys, `inherit` (`<=`), `recipe` values, `reference.*` for `${section:option}`,
 * `escape` for `$${…}`, `jinja.*` for what Jinja renders, `value` for the rest. It colours one line after the other and nothing is
 * decided by it: what a profile says is read by `shared/profile/syntax`.
 */
const buildoutGrammar: Monaco.languages.IMonarchLanguage = {
  defaultToken: 'value',
  tokenPostfix: `.${buildout}`,
  jinjaWords: [
    'and',
    'as',
    'autoescape',
    'block',
    'break',
    'call',
    'context',
    'continue',
    'do',
    'elif',
    'else',
    'endautoescape',
    'endblock',
    'endcall',
    'endfilter',
    'endfor',
    'endif',
    'endmacro',
    'endraw',
    'endset',
    'endtrans',
    'endwith',
    'extends',
    'filter',
    'for',
    'from',
    'if',
    'ignore',
    'import',
    'in',
    'include',
    'is',
    'macro',
    'missing',
    'not',
    'or',
    'raw',
    'recursive',
    'scoped',
    'set',
    'trans',
    'with',
    'without',
  ],
  jinjaConstants: ['true', 'True', 'false', 'False', 'none', 'None'],
  tokenizer: {
    root: [
      { include: '@jinja' },
      [/^[#;].*$/, 'comment'],
      [/^\[(?=[^\]]*\])/, 'delimiter.section', '@section'],
      [/^(<=)(\s*)([^#;{$]*)/, ['inherit', 'white', 'section']],
      [/^(recipe)(\s*)([+-]?=)(\s*)([^\s${]*)/, ['option', 'white', 'operator', 'white', 'recipe']],
      [/^([^\s=[{}][^={}]*?)(\s*)([+-]?=)/, ['option', 'white', 'operator']],
      { include: '@value' },
    ],
    section: [
      { include: '@jinja' },
      [/\]/, 'delimiter.section', '@pop'],
      [/:[^\]{]*/, 'annotation'],
      [/[^\]:{]+/, 'section'],
      [/./, 'section'],
    ],
    value: [
      { include: '@jinja' },
      [/\$\$\{[^}]*\}?/, 'escape'],
      [/\$\{(?=[^}\n]*\})/, 'delimiter.reference', '@referenceSection'],
      [/[a-z][a-z+]*:\/\/[^\s'"<>{}$]+/, 'link'],
      [/\s+/, 'white'],
      [/[^\s${]+/, 'value'],
      [/./, 'value'],
    ],
    referenceSection: [
      { include: '@jinja' },
      [/\}/, 'delimiter.reference', '@pop'],
      [/:/, { token: 'delimiter.reference', switchTo: '@referenceOption' }],
      [/[^}:{]+/, 'reference.section'],
      [/./, 'reference.section'],
    ],
    referenceOption: [
      { include: '@jinja' },
      [/\}/, 'delimiter.reference', '@pop'],
      [/[^}{]+/, 'reference.option'],
      [/./, 'reference.option'],
    ],
    jinja: [
      [/\{#/, 'comment', '@jinjaComment'],
      [/\{%[-+]?/, 'jinja.delimiter', '@jinjaStatement'],
      [/\{\{[-+]?/, 'jinja.delimiter', '@jinjaExpression'],
    ],
    jinjaComment: [
      [/#\}/, 'comment', '@pop'],
      [/[^#]+|#/, 'comment'],
    ],
    jinjaStatement: [[/[-+]?%\}/, 'jinja.delimiter', '@pop'], { include: '@jinjaCode' }],
    jinjaExpression: [[/[-+]?\}\}/, 'jinja.delimiter', '@pop'], { include: '@jinjaCode' }],
    jinjaCode: [
      [/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/, 'jinja.string'],
      [/\d+(?:\.\d+)?/, 'jinja.number'],
      [
        /[A-Za-z_]\w*/,
        {
          cases: {
            '@jinjaWords': 'jinja.keyword',
            '@jinjaConstants': 'jinja.number',
            '@default': 'jinja.name',
          },
        },
      ],
      [/\s+/, 'white'],
      [/[^\w\s'"]/, 'jinja.operator'],
      [/./, 'jinja.operator'],
    ],
  },
};

/** More characters than any line is indented by. */
const allIndentation = 1000;

const configuration: Monaco.languages.LanguageConfiguration = {
  comments: { lineComment: '#', blockComment: ['{#', '#}'] },
  brackets: [
    ['{', '}'],
    ['[', ']'],
    ['(', ')'],
  ],
  // Colours by depth would drown those of the grammar: the brackets belong to two languages.
  colorizedBracketPairs: [],
  autoClosingPairs: [
    { open: '{', close: '}' },
    { open: '[', close: ']' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
  ],
  surroundingPairs: [
    { open: '{', close: '}' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
    { open: "'", close: "'" },
  ],
  // Names of sections, options and recipes: a double click takes them whole.
  wordPattern: /[A-Za-z0-9_][A-Za-z0-9_.-]*/,
};

/** Teaches Monaco the language: colours, brackets, folding and outline by section. */
export function registerBuildout(monaco: typeof Monaco): void {
  const { languages } = monaco;
  languages.register({ id: buildout, aliases: ['Buildout'] });
  languages.setMonarchTokensProvider(buildout, buildoutGrammar);
  languages.setLanguageConfiguration(buildout, {
    ...configuration,
    // An empty line ends a list: what comes next is an option or a header, which begin at the left.
    onEnterRules: [
      {
        beforeText: /^\s+$/,
        action: { indentAction: languages.IndentAction.None, removeText: allIndentation },
      },
    ],
  });
  languages.registerFoldingRangeProvider(buildout, {
    provideFoldingRanges: (model) =>
      sectionsOf(model.getLinesContent())
        .filter(({ line, endLine }) => endLine > line)
        .map(({ line, endLine }) => ({ start: line, end: endLine })),
  });
  languages.registerDocumentSymbolProvider(buildout, {
    displayName: 'Sections',
    provideDocumentSymbols: (model) =>
      sectionsOf(model.getLinesContent()).map(({ name, condition, line, endLine }) => ({
        name,
        detail: condition ?? '',
        kind: languages.SymbolKind.Module,
        tags: [],
        range: new monaco.Range(line, 1, endLine, model.getLineMaxColumn(endLine)),
        selectionRange: new monaco.Range(line, 1, line, model.getLineMaxColumn(line)),
      })),
  });
}
