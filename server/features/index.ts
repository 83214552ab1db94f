import { livePath } from '../../shared/live.ts';
import type { Handlers } from '../core/http/routes.ts';
import { Connection } from '../core/live/connection.ts';
import { createEventLog } from '../core/live/eventLog.ts';
import type { FindLog } from '../core/live/followedLog.ts';
import type { Sockets } from '../core/sockets/upgrade.ts';
import type { Foundation } from '../foundation.ts';
import { startAutomation } from './automation/feature.ts';
import { startHashes } from './hashes/feature.ts';
import { startInstances } from './instances/feature.ts';
import { startReleases } from './releases/feature.ts';
import { startRuns } from './runs/feature.ts';
import { startSearch } from './search/feature.ts';
import { startSession } from './session/feature.ts';
import { startTerminal } from './terminal/feature.ts';
import { startWorkspace } from './workspace/feature.ts';

/** All features together. */
export interface Features {
  readonly handlers: Handlers;
  readonly sockets: Sockets;
  /** How many pages are open. */
  readonly noteClients: (count: number) => void;
}

/**
 * Starts the features: one line each, with what it stands on. An operation of the API that none of them has does not
 * compile. `isNew`: the folder of the workspace was made just now.
 */
export async function startFeatures(foundation: Foundation, isNew: boolean): Promise<Features> {
  const session = await startSession(foundation);
  const workspace = await startWorkspace(foundation, isNew);
  const hashes = startHashes(foundation, workspace);
  const search = startSearch(workspace);
  const releases = await startReleases(foundation);
  const runs = startRuns(foundation, releases);
  const instances = startInstances(foundation, releases);
  const automation = startAutomation(foundation, { workspace, releases, runs, instances });
  const terminal = startTerminal(foundation);
  const eventLog = foundation.owned.add(createEventLog());
  for (const connect of [session, workspace, releases, runs, instances, automation].flatMap(
    ({ events = [] }) => events,
  )) {
    foundation.owned.add(connect((event) => eventLog.publish(event)));
  }
  const findLog: FindLog = async (log) => ('run' in log ? runs.followLog(log) : instances.followLog(log));
  return {
    handlers: {
      ...session.handlers,
      ...workspace.handlers,
      ...hashes.handlers,
      ...search.handlers,
      ...releases.handlers,
      ...runs.handlers,
      ...instances.handlers,
      ...automation.handlers,
    },
    sockets: {
      [livePath]: (socket) => new Connection(socket, { eventLog, findLog }),
      ...terminal.sockets,
    },
    noteClients: instances.noteClients,
  };
}
