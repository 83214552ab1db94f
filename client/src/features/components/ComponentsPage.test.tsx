import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { ComponentsPage } from './ComponentsPage.tsx';

const folder = '../../components/';
const components = import.meta.glob<Record<string, unknown>>('../../components/**/*.tsx', { eager: true });
const specimens = import.meta.glob<string>('./specimens/*.tsx', {
  eager: true,
  query: '?raw',
  import: 'default',
});

Element.prototype.scrollIntoView = () => undefined;

beforeEach(() => {
  // React tells of the fault that a specimen is about.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  render(
    <TooltipProvider>
      <ComponentsPage />
    </TooltipProvider>,
  );
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const files = Object.keys(components).map((path) => path.slice(folder.length));

test('every file of components is shown, each state in both colour schemes', () => {
  const shown = [...document.querySelectorAll('section[id]')].map(({ id }) => id);
  expect(shown.toSorted()).toEqual(files.toSorted());
  for (const section of document.querySelectorAll('section[id]')) {
    const filled = (scheme: string) => section.querySelectorAll(`[data-theme=${scheme}]:not(:empty)`).length;
    const states = section.children.length - 1;
    expect([section.id, filled('light'), filled('dark')]).toEqual([section.id, states, states]);
  }
});

test('every component of those files is used by a specimen', () => {
  const sources = Object.values(specimens).join('\n');
  const names = Object.values(components).flatMap((exported) =>
    Object.keys(exported).filter((name) => /^[A-Z]/.test(name)),
  );
  expect(names.length).toBeGreaterThanOrEqual(files.length);
  expect(names.filter((name) => !new RegExp(`<${name}\\b`).test(sources))).toEqual([]);
});

test('what floats has the colours of its specimen as long as it is open', async () => {
  const user = userEvent.setup();
  const dark = screen.getByRole('region', { name: 'Dialog' }).querySelector<HTMLElement>('[data-theme=dark]');
  if (!dark) throw new Error('There is no dark dialog.');
  await user.click(within(dark).getByRole('button', { name: 'Open' }));
  expect(document.documentElement.dataset['theme']).toBe('dark');
  await user.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(document.documentElement.dataset['theme']).toBe('system');
});
