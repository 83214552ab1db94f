import { LayoutList } from 'lucide-react';
import { call } from '../../core/api/client.ts';
import type { Feature } from '../../core/feature.ts';
import { lazyPage } from '../../core/lazyPage.ts';
import { fetchInto } from '../../core/live/fetchInto.ts';
import { serviceCommands } from './commands.ts';
import { setInstances, useInstancesStore } from './model/instancesStore.ts';
import { countTroubles } from './model/trouble.ts';

/** The instances, with what they published, their processes and promises. */
export const services = {
  page: {
    ...lazyPage(async () => (await import('./ServicesPage.tsx')).ServicesPage),
    name: 'Services',
    Icon: LayoutList,
    group: 'services',
    keys: ['Alt+2'],
    useProblems: () => useInstancesStore(({ instances = [] }) => countTroubles(instances)),
  },
  commands: serviceCommands,
  topics: { instances: ({ instances }) => setInstances(instances) },
  refresh: () =>
    fetchInto(
      'instances',
      () => call('listInstances'),
      ({ instances }) => setInstances(instances),
    ),
} satisfies Feature;
