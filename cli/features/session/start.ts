import type { CommandHelp } from '../../core/command.ts';

/** Done by `scripts/webrunner.mjs` itself: at the first start this is not built yet. */
export const start: CommandHelp = {
  name: 'start',
  summary: 'start the server as npm start does, with its options: webrunner start --help',
  options: {},
};
