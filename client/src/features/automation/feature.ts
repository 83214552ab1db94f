import type { Feature } from '../../core/feature.ts';
import { automationCommands } from './commands.ts';

/** What is done without pressing a button. */
export const automation = { commands: automationCommands } satisfies Feature;
