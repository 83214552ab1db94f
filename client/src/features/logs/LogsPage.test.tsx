import { act, cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Run } from '../../../../shared/runs.ts';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { navigate } from '../../core/navigation.ts';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { setRuns } from '../runs/model/runsStore.ts';
import { runOf } from '../../testModel.ts';
import { LogPanel } from './LogPanel.tsx';
import { LogsPage } from './LogsPage.tsx';

/** A run whose steps wait or were left out: it has no log, so nothing has to be connected. */
function run(id: number, state: 'queued' | 'cancelled'): Run {
  return runOf({
    id,
    createdAt: '2024-01-01T00:00:00Z',
    state,
    steps: [
      { kind: 'software', state, logSize: 0, reason: 'Stopped.' },
      { kind: 'instance', state, logSize: 0 },
    ],
  });
}

const nothing = (): void => undefined;

beforeAll(() => {
  // jsdom has no media queries: the window is wide.
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: nothing,
    removeEventListener: nothing,
  }));
});
afterEach(() => {
  cleanup();
  resetAllStores();
  navigate({ page: 'logs' });
});

function show() {
  navigate({ page: 'logs' });
  render(
    <TooltipProvider>
      <LogsPage />
    </TooltipProvider>,
  );
}

const selectedRun = (): string | null | undefined =>
  within(screen.getByRole('navigation', { name: 'Runs' }))
    .getAllByRole('link')
    .find((link) => link.getAttribute('aria-current') === 'true')?.textContent;

describe('the page Logs', () => {
  it('lists the runs, the latest first and selected, with their states in words', () => {
    setRuns([run(2, 'cancelled'), run(1, 'cancelled')]);
    show();
    const links = within(screen.getByRole('navigation', { name: 'Runs' })).getAllByRole('link');
    expect(links.map((link) => link.getAttribute('href'))).toEqual(['/logs/2', '/logs/1']);
    expect(selectedRun()).toMatch(/helloworld#2.*Cancelled/);
    expect(screen.getByText('This step was not run')).toBeTruthy();
    expect(screen.getByText('Stopped.')).toBeTruthy();
  });

  it('goes on to a run that begins, unless the reader chose an earlier one', () => {
    setRuns([run(2, 'cancelled'), run(1, 'cancelled')]);
    show();
    act(() => navigate({ page: 'logs', run: 2, step: 'software' }));
    act(() => setRuns([run(3, 'queued'), run(2, 'cancelled'), run(1, 'cancelled')]));
    expect(selectedRun()).toContain('#3');
    act(() => navigate({ page: 'logs', run: 1 }));
    act(() => setRuns([run(4, 'queued'), run(3, 'cancelled'), run(2, 'cancelled'), run(1, 'cancelled')]));
    expect(selectedRun()).toContain('#1');
  });

  it('leads from the log of a deployment to the instance', () => {
    setRuns([{ ...run(2, 'cancelled'), partition: 'slappart3' }]);
    show();
    const link = () => screen.queryByRole('link', { name: 'Show in Services' })?.getAttribute('href');
    expect(link()).toBeUndefined();
    act(() => navigate({ page: 'logs', run: 2, step: 'instance' }));
    expect(link()).toBe('/services/slappart3');
  });

  it('says that nothing was built, that it loads, or that a run is not known', () => {
    show();
    expect(screen.getByText('Loading the runs')).toBeTruthy();
    act(() => setRuns([]));
    expect(screen.getByText('Nothing was built yet')).toBeTruthy();
    act(() => setRuns([run(1, 'cancelled')]));
    act(() => navigate({ page: 'logs', run: 9 }));
    expect(screen.getByText('Run 9 is not known')).toBeTruthy();
  });
});

describe('the panel with the log', () => {
  it('tells the state of the latest run while it is closed, and asks to be opened', async () => {
    const asked: boolean[] = [];
    setRuns([run(7, 'cancelled')]);
    render(<LogPanel open={false} onOpenChange={(open) => asked.push(open)} />);
    const panel = screen.getByRole('region', { name: 'Log' });
    expect(panel.textContent).toContain('LoghelloworldSoftware #7Cancelled');
    await userEvent.click(within(panel).getByRole('button', { name: 'Log', expanded: false }));
    expect(asked).toEqual([true]);
  });
});
