import type { ITheme } from '@xterm/xterm';

/** The colours of styles/tokens.css and of coloured logs, as xterm.js needs them: it computes with them. */
const light: ITheme = {
  background: '#ffffff',
  foreground: '#1b1d22',
  cursor: '#2f54c8',
  cursorAccent: '#ffffff',
  selectionBackground: '#c9d7fb',
  black: '#1b1d22',
  red: '#b0281f',
  green: '#17713a',
  yellow: '#7a5200',
  blue: '#2450b8',
  magenta: '#8a3aa0',
  cyan: '#0b6b75',
  white: '#5a606c',
  brightBlack: '#626875',
  brightRed: '#c42b20',
  brightGreen: '#127a3b',
  brightYellow: '#865a00',
  brightBlue: '#2f5fd0',
  brightMagenta: '#a03fba',
  brightCyan: '#0a7480',
  brightWhite: '#3c414b',
};

const dark: ITheme = {
  background: '#16171a',
  foreground: '#e4e6ea',
  cursor: '#91abff',
  cursorAccent: '#16171a',
  selectionBackground: '#35497d',
  black: '#8b909b',
  red: '#ff8a80',
  green: '#63cd8a',
  yellow: '#e0b24f',
  blue: '#86a9ff',
  magenta: '#d797ea',
  cyan: '#5cc8d3',
  white: '#c5c9d1',
  brightBlack: '#949aa6',
  brightRed: '#ffa59d',
  brightGreen: '#86e0a5',
  brightYellow: '#f2cd7e',
  brightBlue: '#a9c1ff',
  brightMagenta: '#e6b5f3',
  brightCyan: '#8be0e8',
  brightWhite: '#ffffff',
};

export function terminalTheme(isDark: boolean): ITheme {
  return isDark ? dark : light;
}
