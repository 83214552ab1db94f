/** Colours as `rrggbb`. */
export interface Palette {
  text: string;
  soft: string;
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
  badSoft: string;
  warn: string;
  warnSoft: string;
  canvas: string;
  chrome: string;
  raised: string;
  edge: string;
  hover: string;
  selected: string;
  line: string;
  currentLine: string;
  selection: string;
  accent: string;
  accentFill: string;
  onFill: string;
}

/** The same colours as styles/tokens.css: Monaco computes with them and needs them as numbers. */
export const light: Palette = {
  text: '1b1d22',
  soft: '4d525d',
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
  badSoft: 'fdebe9',
  warn: '8a5800',
  warnSoft: 'fdf3dc',
  canvas: 'ffffff',
  chrome: 'f6f7f8',
  raised: 'ffffff',
  edge: 'b8bec9',
  hover: 'ebecef',
  selected: 'e1e8fb',
  line: 'e2e4e8',
  currentLine: 'f5f6f8',
  selection: 'c9d7fb',
  accent: '2f54c8',
  accentFill: '3158d3',
  onFill: 'ffffff',
};

export const dark: Palette = {
  text: 'e4e6ea',
  soft: 'b0b4be',
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
  badSoft: '3d1c1a',
  warn: 'e3b458',
  warnSoft: '362b12',
  canvas: '16171a',
  chrome: '1b1c20',
  raised: '24262b',
  edge: '50555f',
  hover: '2f3138',
  selected: '303e60',
  line: '2d2f36',
  currentLine: '1d1f23',
  selection: '35497d',
  accent: '91abff',
  accentFill: '3d62d9',
  onFill: 'ffffff',
};
