import type { Feature } from '../../core/feature.ts';
import { searchCommands } from './commands.ts';

/** Find in Files. */
export const search = { commands: searchCommands } satisfies Feature;
