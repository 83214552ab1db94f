import type { CommandTable } from '../core/parseCommandLine.ts';
import { md5 } from './hashes/md5.ts';
import { supply } from './releases/supply.ts';
import { logs } from './runs/logs.ts';
import { rebuild } from './runs/rebuild.ts';
import { start } from './session/start.ts';
import { status } from './session/status.ts';

/** All commands, in the order of the help: one line each. */
export const commandTable: CommandTable = {
  commands: [status, supply, rebuild, logs, md5],
  elsewhere: [start],
};
