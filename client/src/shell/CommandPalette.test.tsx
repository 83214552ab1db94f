import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { registerCommands } from '../core/commands/registry.ts';
import { resetAllStores } from '../core/stores/createAppStore.ts';
import { showOverlay } from '../core/overlays.tsx';
import { commandPalette, shortcutsDialog } from './overlays.ts';
import { Overlays } from './Overlays.tsx';

beforeAll(() => {
  // Nothing is laid out in jsdom.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {
        /* never resized */
      }
      unobserve(): void {
        /* never resized */
      }
      disconnect(): void {
        /* never resized */
      }
    },
  );
  Element.prototype.scrollIntoView = () => undefined;
});
let unregister = (): void => undefined;
afterEach(() => {
  cleanup();
  unregister();
  resetAllStores();
});

/** A page with two fields, and what is in front of it. */
function Page() {
  return (
    <>
      <input aria-label="here" />
      <input aria-label="there" />
      <Overlays />
    </>
  );
}

const overlays = { palette: commandPalette, shortcuts: shortcutsDialog };

async function open(kind: 'palette' | 'shortcuts'): Promise<void> {
  render(<Page />);
  screen.getByRole('textbox', { name: 'here' }).focus();
  act(() => showOverlay(overlays[kind], {}));
  await screen.findByRole('dialog');
}

const focused = (): string | null | undefined => document.activeElement?.getAttribute('aria-label');

test.each(['palette', 'shortcuts'] as const)(
  'after Esc in the %s the focus is where it was',
  async (kind) => {
    await open(kind);
    await waitFor(() => expect(screen.getByRole('dialog').contains(document.activeElement)).toBe(true));
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await waitFor(() => expect(focused()).toBe('here'));
  },
);

test('after a command the focus is where it was, or where the command put it', async () => {
  const done: string[] = [];
  unregister = registerCommands([
    { id: 'a', label: 'Stay', run: () => void done.push('stay') },
    { id: 'b', label: 'Go', run: () => screen.getByRole('textbox', { name: 'there' }).focus() },
  ]);
  await open('palette');
  await userEvent.keyboard('stay{Enter}');
  await waitFor(() => expect(done).toEqual(['stay']));
  expect(focused()).toBe('here');
  act(() => showOverlay(commandPalette, {}));
  await screen.findByRole('dialog');
  await userEvent.keyboard('go{Enter}');
  await waitFor(() => expect(focused()).toBe('there'));
});
