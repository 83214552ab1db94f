import { useSyncExternalStore } from 'react';

/** Something that the user can do, from the palette, a menu, or the keyboard. */
export interface Command {
  /** For example `editor.save`. */
  id: string;
  /** Sentence case, a verb first: what menus and the palette show. */
  label: string;
  /** In tinykeys' notation: `$mod+s`, `F9`, `Alt+Enter`. The first is the one that is shown. */
  keys?: readonly string[];
  /** Whether it can be run now; always, when absent. */
  when?: () => boolean;
  /** Not offered in the palette: it makes no sense away from its place. */
  hidden?: boolean;
  run(): void | Promise<void>;
}

let commands: readonly Command[] = [];
const listeners = new Set<() => void>();

function publish(next: readonly Command[]): void {
  commands = next;
  for (const listener of listeners) listener();
}

/** Adds commands; ids are unique. Returns what removes them. */
export function registerCommands(added: readonly Command[]): () => void {
  for (const { id } of added) {
    if (commands.some((command) => command.id === id)) throw new Error(`Command ${id} is registered twice`);
  }
  publish([...commands, ...added]);
  return () => publish(commands.filter((command) => !added.includes(command)));
}

export function allCommands(): readonly Command[] {
  return commands;
}

export function findCommand(id: string): Command | undefined {
  return commands.find((command) => command.id === id);
}

/** Runs a command if it can be run now. Its failure is the caller's to show. */
export async function runCommand(id: string): Promise<void> {
  const command = findCommand(id);
  if (command && command.when?.() !== false) await command.run();
}

/** Calls `listener` after commands were added or removed. Returns what unregisters it. */
export function onCommandsChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** All commands; renders again when some are added or removed. */
export function useCommands(): readonly Command[] {
  return useSyncExternalStore(onCommandsChange, allCommands);
}

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A key in tinykeys' notation as people write it: `Ctrl+Shift+P`, on a Mac `⌘⇧P`. */
export function formatKeys(keys: string, mac = isMac): string {
  const parts = keys.split('+').map((part) => (mac ? macNames[part] : names[part]) ?? part);
  const last = parts.pop() ?? '';
  const key = last.length === 1 ? last.toUpperCase() : last.replace(/^(Key|Digit)/, '');
  return [...parts, key].join(mac ? '' : '+');
}

const names: Readonly<Record<string, string>> = {
  $mod: 'Ctrl',
  Control: 'Ctrl',
  Escape: 'Esc',
  Backquote: '`',
};
const macNames: Readonly<Record<string, string>> = {
  Backquote: '`',
  Escape: 'Esc',
  $mod: '⌘',
  Control: '⌃',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
};
