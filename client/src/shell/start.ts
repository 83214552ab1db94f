import { call, onSignedOut } from '../core/api/client.ts';
import { fetchInto } from '../core/live/fetchInto.ts';
import { startLive } from '../core/live/live.ts';
import { setConnectionState, setEngine, setSession } from '../core/stores/connectionStore.ts';
import { features, topics } from '../features/index.ts';
import { registerAllCommands } from './commands.ts';

/** Starts everything that lives outside React, once per page. */
export function start(): void {
  registerAllCommands();
  onSignedOut(() => setConnectionState('signedOut'));
  for (const feature of features) feature.start?.();
  refreshAll();
  startLive({ topics: { ...topics, engine: ({ engine }) => setEngine(engine) }, refreshAll });
}

/** Fetches what the stores mirror of the server. Each part arrives on its own. */
function refreshAll(): void {
  fetchInto('engine', () => call('getSession'), setSession);
  for (const feature of features) feature.refresh?.();
}
