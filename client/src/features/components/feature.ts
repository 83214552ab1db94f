import { Blocks } from 'lucide-react';
import type { Feature } from '../../core/feature.ts';
import { lazyPage } from '../../core/lazyPage.ts';

/** What the product is made of, for who develops it. A built page has nothing of it. */
export const components = import.meta.env.DEV
  ? ({
      page: {
        ...lazyPage(async () => (await import('./ComponentsPage.tsx')).ComponentsPage),
        name: 'Components',
        Icon: Blocks,
        group: 'foot',
        keys: ['Alt+0'],
      },
    } satisfies Feature)
  : undefined;
