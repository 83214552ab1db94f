import { ScrollText } from 'lucide-react';
import type { Feature } from '../../core/feature.ts';
import { lazyPage } from '../../core/lazyPage.ts';

/** What the steps of a run print. */
export const logs = {
  page: {
    ...lazyPage(async () => (await import('./LogsPage.tsx')).LogsPage),
    name: 'Logs',
    Icon: ScrollText,
    group: 'runs',
    keys: ['Alt+4'],
  },
} satisfies Feature;
