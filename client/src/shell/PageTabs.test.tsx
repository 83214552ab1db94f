import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TooltipProvider } from '../components/Tooltip.tsx';
import { currentRoute, navigate } from '../core/navigation.ts';
import { resetAllStores } from '../core/stores/createAppStore.ts';
import { setInstances } from '../features/services/model/instancesStore.ts';
import { instanceOf, processOf } from '../features/services/testInstance.ts';
import { PageTabs } from './PageTabs.tsx';

Element.prototype.scrollIntoView = () => undefined;

beforeEach(() => {
  resetAllStores();
  navigate({ page: 'editor' });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function renderTabs({ narrow }: { narrow: boolean }): void {
  vi.stubGlobal('matchMedia', () => ({
    matches: narrow,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
  render(
    <TooltipProvider>
      <PageTabs />
    </TooltipProvider>,
  );
}

const selectedTab = () => screen.getByRole('tab', { selected: true }).getAttribute('aria-label');

test.each([
  { where: 'the rail', narrow: false, next: 'ArrowDown', before: 'ArrowUp', across: 'ArrowRight' },
  {
    where: 'the bar of a narrow screen',
    narrow: true,
    next: 'ArrowRight',
    before: 'ArrowLeft',
    across: 'ArrowDown',
  },
])('on $where a click and $next change the address, and $across does not', async (arrows) => {
  renderTabs(arrows);
  const user = userEvent.setup();
  await user.click(screen.getByRole('tab', { name: 'Services' }));
  expect(currentRoute().page).toBe('services');
  await user.keyboard(`{${arrows.next}}{${arrows.next}}`);
  expect([currentRoute().page, selectedTab()]).toEqual(['logs', 'Logs']);
  await user.keyboard(`{${arrows.across}}`);
  expect(selectedTab()).toBe('Logs');
  await user.keyboard(`{${arrows.before}}`);
  expect(selectedTab()).toBe('Runs');
  await user.keyboard('{Home}');
  expect(selectedTab()).toBe('Editor');
});

test('pages that belong together have their place together', () => {
  renderTabs({ narrow: false });
  const groups = [...document.querySelectorAll('[role=tablist] > [role=presentation]')];
  const names = groups.map((group) => [...group.children].map((tab) => tab.getAttribute('aria-label')));
  expect(names.slice(0, 4)).toEqual([['Editor'], ['Services'], ['Runs', 'Logs'], ['Terminal']]);
});

test('the key of a page is in the tooltip of its tab', async () => {
  renderTabs({ narrow: false });
  act(() => screen.getByRole('tab', { name: 'Logs' }).focus());
  expect((await screen.findByRole('tooltip')).textContent).toBe('Logs (Alt+4)');
});

test('a tab counts the problems of its page, and is called the same', () => {
  renderTabs({ narrow: false });
  const services = screen.getByRole('tab', { name: 'Services' });
  expect(services.getAttribute('aria-describedby')).toBeNull();
  act(() =>
    setInstances([
      instanceOf({ processes: [processOf('web', { state: 'FATAL', trouble: 'web could not be started' })] }),
    ]),
  );
  expect(screen.getByRole('tab', { name: 'Services' })).toBe(services);
  const description = document.getElementById(services.getAttribute('aria-describedby') ?? '');
  expect(description?.textContent).toBe('1 problem');
});
