import { History } from 'lucide-react';
import type { Feature } from '../../core/feature.ts';
import { lazyPage } from '../../core/lazyPage.ts';
import { runCommands } from './commands.ts';
import { fetchRuns } from './model/fetchRuns.ts';
import { putRun } from './model/runsStore.ts';

/** Rebuild and its indicators, and the table of what was run. */
export const runs = {
  page: {
    ...lazyPage(async () => (await import('./RunsPage.tsx')).RunsPage),
    name: 'Runs',
    Icon: History,
    group: 'runs',
    keys: ['Alt+3'],
  },
  commands: runCommands,
  topics: { run: ({ run }) => putRun(run) },
  refresh: fetchRuns,
} satisfies Feature;
