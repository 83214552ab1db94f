import { call, messageOf, UnreachableError } from '../api/client.ts';
import { setSession } from '../stores/connectionStore.ts';
import { setInstances } from '../stores/instancesStore.ts';
import { notify } from '../stores/noticesStore.ts';
import { setReleases } from '../stores/releasesStore.ts';
import { appendRuns, setRuns, useRunsStore } from '../stores/runsStore.ts';
import { putAutomation, putSettings } from '../stores/settingsStore.ts';
import type { LiveEvent } from '../../../shared/live/messages.ts';
import { askAgain } from './askAgain.ts';
import { eventCount } from './eventCounts.ts';

/** How many runs are asked for at a time. */
const runLimit = 200;

/** Fetches what the stores mirror of the server. Each part arrives on its own. */
export function refreshAll(): void {
  into('engine', () => call('getSession'), setSession);
  fetchReleases();
  into(
    'run',
    () => call('listRuns', { query: { limit: runLimit } }),
    ({ runs }) => setRuns(runs, runs.length === runLimit),
  );
  into(
    'settings',
    () => call('getSettings'),
    ({ settings, automation }) => {
      putSettings(settings);
      putAutomation(automation);
    },
  );
  into(
    'instances',
    () => call('listInstances'),
    ({ instances }) => setInstances(instances),
  );
}

/** Asks for the runs before the earliest one that the page knows of. */
export async function fetchEarlierRuns(): Promise<void> {
  const before = useRunsStore.getState().runs?.at(-1)?.id;
  if (before === undefined) return;
  const { runs } = await call('listRuns', { query: { before, limit: runLimit } });
  appendRuns(before, runs, runs.length === runLimit);
}

export function fetchReleases(): void {
  into(
    'release',
    () => call('listReleases'),
    ({ releases }) => setReleases(releases),
  );
}

/**
 * Asks for what the events of `topic` change one by one. When such an event comes before the answer, nobody
 * knows which of the two is newer: then it is asked again. An unreachable server is the banner's matter:
 * everything is fetched again when the connection is back.
 */
function into<Value>(
  topic: LiveEvent['topic'],
  fetchValue: () => Promise<Value>,
  put: (value: Value) => void,
): void {
  const before = eventCount(topic);
  fetchValue().then(
    (value) => {
      if (eventCount(topic) === before) put(value);
      else into(topic, fetchValue, put);
    },
    (error: unknown) => {
      if (error instanceof UnreachableError) askAgain(() => into(topic, fetchValue, put));
      else notify({ look: 'error', text: messageOf(error) });
    },
  );
}
