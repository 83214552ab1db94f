import { tinykeys } from 'tinykeys';
import { allCommands, onCommandsChange, runCommand, type Command } from './registry.ts';
import { reportFailure } from './reportFailure.ts';

/**
 * Binds the keys of all commands on the window, ahead of the editor's own. A key belongs to the first of its
 * commands that can be run now; when none can, it is left to whoever comes next. Returns what unbinds them.
 */
export function bindKeys(): () => void {
  let unbind = () => {};
  const bind = () => {
    unbind();
    const handlers: Record<string, (event: KeyboardEvent) => void> = {};
    for (const [key, commands] of byKey(allCommands())) {
      handlers[key] = (event) => {
        if (isModalOpen() || (isInTerminal(event) && !keptFromTerminals.test(key))) return;
        const command = commands.find(({ when }) => when?.() !== false);
        if (!command) return;
        event.preventDefault();
        event.stopPropagation();
        reportFailure(runCommand(command.id));
      };
    }
    unbind = tinykeys(window, handlers, { capture: true });
  };
  bind();
  const stop = onCommandsChange(bind);
  return () => {
    stop();
    unbind();
  };
}

/** What works in a terminal too: to leave it, to rebuild, to switch pages. All else is typed into the shell. */
const keptFromTerminals = /^(?:F6|Shift\+F6|F9|\$mod\+Shift\+p|Control\+Backquote|Alt\+\d)$/;

function isInTerminal({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('[data-keys=terminal]') !== null;
}

function byKey(commands: readonly Command[]): Map<string, Command[]> {
  const found = new Map<string, Command[]>();
  for (const command of commands)
    for (const key of command.keys ?? []) found.set(key, [...(found.get(key) ?? []), command]);
  return found;
}

/** A dialog takes the keyboard for itself. */
function isModalOpen(): boolean {
  return document.querySelector('[role=dialog][data-state=open]') !== null;
}
