import type { Topic } from '../../../../shared/index.ts';
import { messageOf, UnreachableError } from '../api/client.ts';
import { askAgain } from '../api/askAgain.ts';
import { notify } from '../stores/noticesStore.ts';
import { eventCount } from './eventCounts.ts';

/**
 * Asks for what the events of `topic` change one by one. When such an event comes before the answer, nobody
 * knows which of the two is newer: then it is asked again. An unreachable server is the banner's matter:
 * everything is fetched again when the connection is back.
 */
export function fetchInto<Value>(
  topic: Topic,
  fetchValue: () => Promise<Value>,
  put: (value: Value) => void,
): void {
  const before = eventCount(topic);
  fetchValue().then(
    (value) => {
      if (eventCount(topic) === before) put(value);
      else fetchInto(topic, fetchValue, put);
    },
    (error: unknown) => {
      if (error instanceof UnreachableError) askAgain(() => fetchInto(topic, fetchValue, put));
      else notify({ look: 'error', text: messageOf(error) });
    },
  );
}
