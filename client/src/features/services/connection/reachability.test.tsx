import express from 'express';
import { act, cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TooltipProvider } from '../../../components/Tooltip.tsx';
import type { Reachability, SoftwareInstance } from '../../../../../shared/instances.ts';
import { resetAllStores } from '../../../core/stores/createAppStore.ts';
import { serveApi } from '../../../testApi.ts';
import { runOf } from '../../../testModel.ts';
import { instanceOf, processOf } from '../testInstance.ts';
import { ConnectionInformation } from './ConnectionInformation.tsx';

const url = 'http://127.0.0.1:8080/';
/** Whether the address answers, check by check; the last for all that follow. */
let answers: boolean[] = [];
let checks = 0;

const app = express();
app.post('/api/instances/local/slappart0/reachability', (_, response) => {
  const reachable = answers[Math.min(checks++, answers.length - 1)] ?? true;
  const results: Reachability[] = [{ parameter: 'url', url, reachable }];
  response.json({ results });
});
app.get('/api/runs/:run/changes', (_, response) => {
  response.json({ inputs: [], parameters: [], connection: [] });
});
serveApi(app);
beforeEach(() => {
  answers = [true];
  checks = 0;
});
afterEach(() => {
  cleanup();
  resetAllStores();
  vi.useRealTimers();
});

function page(changes: Partial<SoftwareInstance>, run: number) {
  const step = {
    kind: 'instance',
    state: 'completed',
    startedAt: '2026-01-01T00:00:00Z',
    logSize: 0,
  } as const;
  return (
    <TooltipProvider>
      <ConnectionInformation
        instance={instanceOf({ connectionParameters: { url }, ...changes })}
        runs={[runOf({ id: run, steps: [step] })]}
      />
    </TooltipProvider>
  );
}

it('is checked again after a run, and when a process has another state or pid, but not for other news', async () => {
  const running = (pid: number) => ({ processes: [processOf('web', { pid })] });
  const { rerender } = render(page(running(1), 1));
  expect(await screen.findByText('Answers')).toBeTruthy();
  expect(screen.getByText(/^checked/).querySelector('time')).toBeTruthy();
  rerender(page({ ...running(1), processes: [processOf('web', { pid: 1, memory: 5 })] }, 1));
  expect(checks).toBe(1);
  rerender(page(running(2), 1));
  await vi.waitFor(() => expect(checks).toBe(2));
  rerender(page({ processes: [processOf('web', { state: 'EXITED' })] }, 1));
  await vi.waitFor(() => expect(checks).toBe(3));
  rerender(page({ processes: [processOf('web', { state: 'EXITED' })] }, 2));
  await vi.waitFor(() => expect(checks).toBe(4));
  await screen.findByText('Answers');
});

it('is checked a few times more as long as a service does not listen, and then no more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  /** Lets time pass in big steps until there were so many checks. */
  const untilChecked = (count: number) =>
    vi.waitFor(() => {
      vi.advanceTimersByTime(2000);
      expect(checks).toBe(count);
    });
  answers = [false, false, true];
  render(page({}, 1));
  await vi.waitFor(() => expect(screen.getByText('Does not answer')).toBeTruthy());
  await untilChecked(3);
  await vi.waitFor(() => expect(screen.getByText('Answers')).toBeTruthy());
  cleanup();
  act(resetAllStores);

  answers = [false];
  checks = 0;
  render(page({}, 1));
  await untilChecked(4);
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: 'Checking' })).toBeNull());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(checks).toBe(4);
});

it('is checked when one asks for it', async () => {
  render(page({}, 1));
  await screen.findByText('Answers');
  answers = [false];
  await userEvent.click(screen.getByRole('button', { name: 'Check' }));
  expect(await screen.findByText('Does not answer')).toBeTruthy();
});
