import { FitAddon } from '@xterm/addon-fit';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal, type ILink } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { copyText } from '../../components/CopyButton.tsx';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { useConnectionStore } from '../../core/stores/connectionStore.ts';
import { showFile } from '../editor/index.ts';
import { findFileLinks } from '../../../../shared/profile/fileLinks.ts';
import { serverRoots } from '../../core/hooks/useServerRoots.ts';
import { terminalTheme } from './terminalTheme.ts';

/** What a screen tells of. */
export interface ScreenHandlers {
  onInput(text: string): void;
  onResize(columns: number, rows: number): void;
  /** All output before the offset is on screen. */
  onShown(offset: number): void;
}

/** The screen of a terminal: it lives outside React, and keeps what it shows while another page is on top. */
export class TerminalScreen {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #handlers: ScreenHandlers;
  readonly #observer = new ResizeObserver(() => this.fit());
  #host: HTMLElement | undefined;
  /** Offset behind the last byte that was written to the screen, and that of the output which is no replay. */
  #end = 0;
  #live = 0;
  #shown = 0;

  constructor(handlers: ScreenHandlers, isDark: boolean) {
    this.#handlers = handlers;
    this.#terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: false,
      fontFamily: "ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
      fontSize: 13,
      lineHeight: 1.2,
      scrollback: 5000,
      minimumContrastRatio: 4.5,
      theme: terminalTheme(isDark),
      linkHandler: { activate: (_event, url) => openLink(url), allowNonHttpProtocols: false },
    });
    const terminal = this.#terminal;
    terminal.loadAddon(this.#fit);
    terminal.loadAddon(new Unicode11Addon());
    terminal.loadAddon(new WebLinksAddon((_event, url) => openLink(url)));
    terminal.unicode.activeVersion = '11';
    terminal.registerLinkProvider({
      provideLinks: (row, give) => give(fileLinksOf(terminal, row)),
    });
    // A program must not write the clipboard behind the user's back.
    terminal.parser.registerOscHandler(52, () => true);
    terminal.attachCustomKeyEventHandler((event) => this.#isForShell(event));
    // Answers to questions that were asked in a replay would be typed into the shell of now.
    terminal.onData((text) => this.#shown >= this.#live && handlers.onInput(text));
    terminal.onResize(({ cols, rows }) => handlers.onResize(cols, rows));
  }

  /** Offset behind the last byte that it has been given. */
  get end(): number {
    return this.#end;
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows };
  }

  /** The output goes on at `offset`; where that does not join what is on screen, the screen is emptied. */
  begin(offset: number, live: number): void {
    if (offset !== this.#end) this.#terminal.reset();
    this.#end = this.#shown = offset;
    this.#live = live;
  }

  write(offset: number, bytes: Uint8Array): void {
    if (offset !== this.#end) return;
    const end = offset + bytes.length;
    this.#end = end;
    this.#terminal.write(bytes, () => {
      this.#shown = end;
      this.#handlers.onShown(end);
    });
  }

  /** Shows it in an element, with an accessible name. Returns what takes it out again. */
  mount(host: HTMLElement, name: string): () => void {
    this.#host = host;
    const { element } = this.#terminal;
    if (element === undefined) this.#terminal.open(host);
    else host.append(element);
    this.#terminal.textarea?.setAttribute('aria-label', name);
    this.#observer.observe(host);
    this.fit();
    return () => {
      this.#observer.disconnect();
      this.#terminal.element?.remove();
      this.#host = undefined;
    };
  }

  focus(): void {
    this.#terminal.focus();
  }

  /** Takes as many lines and columns as there is room for. */
  fit(): void {
    if (this.#host !== undefined && this.#host.clientWidth > 0 && this.#host.clientHeight > 0)
      this.#fit.fit();
  }

  setDark(isDark: boolean): void {
    this.#terminal.options.theme = terminalTheme(isDark);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#terminal.dispose();
  }

  /** Ctrl+Shift+C copies, as in other terminals; Ctrl+Shift+V is the browser's own way to paste. */
  #isForShell(event: KeyboardEvent): boolean {
    const isCopy = event.ctrlKey && event.shiftKey && event.code === 'KeyC';
    if (isCopy && event.type === 'keydown') {
      event.preventDefault();
      const text = this.#terminal.getSelection();
      if (text !== '') reportFailure(copyText(text));
    }
    return !isCopy && !(event.ctrlKey && event.shiftKey && event.code === 'KeyV');
  }
}

/** The files in a row (from 1) that the editor can open, with their lines: a click shows them there. */
function fileLinksOf(terminal: Terminal, row: number): ILink[] {
  const text = terminal.buffer.active.getLine(row - 1)?.translateToString(true) ?? '';
  const roots = serverRoots(useConnectionStore.getState().session);
  return findFileLinks(text, roots).map(({ from, to, path, line }) => ({
    range: { start: { x: from + 1, y: row }, end: { x: to, y: row } },
    text: path,
    activate: () => showFile(path, line === undefined ? {} : { line }),
  }));
}

/** Opens a page of the web; nothing else that output may name. */
function openLink(url: string): void {
  if (/^https?:\/\//i.test(url)) open(url, '_blank', 'noopener,noreferrer');
}
