import { lazy } from 'react';
import type { Feature } from '../../core/feature.ts';
import { searchCommands } from './commands.ts';
import { wantSearchFocus } from './model/searchStore.ts';

/** Find in Files. */
export const search = {
  commands: searchCommands,
  sidePane: {
    id: 'search',
    name: 'Search',
    Content: lazy(async () => ({ default: (await import('./SearchPane.tsx')).SearchPane })),
    command: 'files.search',
    onPress: wantSearchFocus,
  },
} satisfies Feature;
