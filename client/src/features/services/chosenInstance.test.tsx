import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { currentRoute, formatRoute, navigate, parseRoute } from '../../core/navigation.ts';
import { setEngine } from '../../core/stores/connectionStore.ts';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { setInstances } from './model/instancesStore.ts';
import {
  currentPair,
  selectRelease,
  setReleases,
  useReleasesStore,
} from '../releases/model/releasesStore.ts';
import { releaseOf } from '../../testModel.ts';
import { ServicesPage } from './ServicesPage.tsx';
import { instanceOf, localId } from './testInstance.ts';

/** Where the page scrolled to last: jsdom has no layout. */
let scrolledTo: string | null | undefined;

beforeEach(() => {
  scrolledTo = undefined;
  Element.prototype.scrollIntoView = function scroll(this: Element) {
    scrolledTo = this.textContent;
  };
  setEngine({ state: 'ready' });
  setReleases(['a', 'b', 'c'].map((name) => releaseOf({ name })));
  setInstances([
    instanceOf({ partition: 'slappart0', reference: 'a', release: 'a' }),
    instanceOf({ partition: 'slappart1', reference: 'b', release: 'b' }),
    instanceOf({
      partition: 'slappart2',
      reference: 'child',
      release: 'b',
      requestedBy: localId('slappart1'),
    }),
  ]);
});

afterEach(() => {
  cleanup();
  resetAllStores();
});

function open(address: string) {
  history.replaceState(undefined, '', address);
  navigate(parseRoute(new URL(address, location.href)));
  selectRelease('a');
  render(
    <TooltipProvider>
      <ServicesPage />
    </TooltipProvider>,
  );
}

const shown = () => screen.getByRole('article').getAttribute('aria-labelledby');
const heading = () => document.getElementById(shown() ?? '')?.textContent;
const pair = () => currentPair(useReleasesStore.getState())?.release.name;

test('the address says which instance is shown, and makes it the one that the header is about', () => {
  open('/services/slappart1');
  expect(heading()).toBe('b');
  expect(pair()).toBe('b');
  expect(formatRoute(currentRoute())).toBe('/services/slappart1');
});

test('a sub-instance is shown below the instance that requested it, which stays the one to rebuild', () => {
  open('/services/slappart2');
  expect(heading()).toBe('child');
  expect(pair()).toBe('b');
  expect(screen.getByRole('link', { name: /child/ }).getAttribute('aria-current')).toBe('page');
});

test('another pair chosen in the header shows its instance, also where that is missing', () => {
  open('/services/slappart1');
  act(() => selectRelease('a'));
  expect(heading()).toBe('a');
  expect(formatRoute(currentRoute())).toBe('/services/slappart0');
  act(() => selectRelease('c'));
  expect(screen.getByText('c has no instance yet')).toBeTruthy();
});

test('a partition that holds no instance is said, and the instance of the header shown', () => {
  open('/services/slappart7');
  expect(screen.getByText('slappart7 holds no instance.')).toBeTruthy();
  expect(heading()).toBe('a');
});

test('what cannot be asked of a sub-instance is not offered, and says why', async () => {
  open('/services/slappart2');
  await userEvent.click(screen.getByRole('button', { name: 'Actions of instance child' }));
  const item = screen.getByRole('menuitem', { name: /^Stop instance/ });
  expect(item.getAttribute('aria-disabled')).toBe('true');
  expect(item.textContent).toContain('It was requested by another instance');
});

test('the tree is scrolled to the instance that is shown', () => {
  open('/services/slappart1');
  expect(scrolledTo).toMatch(/^b/);
  act(() => navigate({ page: 'services', instance: localId('slappart2') }));
  expect(scrolledTo).toMatch(/^child/);
});
