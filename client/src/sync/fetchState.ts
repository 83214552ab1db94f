import { call, messageOf, UnreachableError } from '../api/client.ts';
import { setSession } from '../stores/connectionStore.ts';
import { setInstances } from '../stores/instancesStore.ts';
import { notify } from '../stores/noticesStore.ts';
import { setReleases } from '../stores/releasesStore.ts';
import { setRuns } from '../stores/runsStore.ts';

/** How many earlier runs the page knows of. */
const runLimit = 200;

/** Fetches what the stores mirror of the server. Each part arrives on its own. */
export function refreshAll(): void {
  into(() => call('getSession'), setSession);
  fetchReleases();
  into(
    () => call('listRuns', { query: { limit: runLimit } }),
    ({ runs }) => setRuns(runs),
  );
  into(
    () => call('listInstances'),
    ({ instances }) => setInstances(instances),
  );
}

export function fetchReleases(): void {
  into(
    () => call('listReleases'),
    ({ releases }) => setReleases(releases),
  );
}

/** An unreachable server is the banner's matter: everything is fetched again when the connection is back. */
function into<Value>(fetchValue: () => Promise<Value>, put: (value: Value) => void): void {
  fetchValue().then(put, (error: unknown) => {
    if (!(error instanceof UnreachableError)) notify({ look: 'error', text: messageOf(error) });
  });
}
