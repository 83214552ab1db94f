import { join } from 'node:path';
import { terminalPath } from '../../../shared/terminal.ts';
import type { Feature } from '../../core/feature.ts';
import type { Foundation } from '../../foundation.ts';
import { TerminalConnection } from './terminalConnection.ts';
import { createTerminalService } from './terminalService.ts';

/** Shells in the workspace, or in the folder of an instance. */
export function startTerminal({ state, options, slaposBase, paths, audit, owned }: Foundation): Feature {
  const programs = { wrappers: join(state, 'terminal'), engineBin: options.engineBin, slaposBase };
  const terminals = owned.add(createTerminalService({ paths, programs, audit }));
  return {
    handlers: {},
    sockets: { [terminalPath]: (socket) => new TerminalConnection(socket, terminals) },
  };
}
