import { UnreachableError } from '../api/client.ts';
import { useConnectionStore } from '../stores/connectionStore.ts';

/** How long what a user asked for is worth doing without having been asked again, in ms. */
const patience = 120_000;
/** Pause before a server that is there, and yet did not answer, is asked again, in ms. */
const pause = 1000;

/**
 * Asks, and asks again when the connection is back, until there is an answer: for what the server does once, however often
 * it is asked. Rejects with the last UnreachableError after two minutes, or when the session is over.
 */
export async function untilAnswered<Value>(ask: () => Promise<Value>): Promise<Value> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UnreachableError) || !(await isBack(end))) throw error;
    }
  }
}

/** Resolves with true some time later when the page is connected, with false when it is not going to be before `end`. */
async function isBack(end: number): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, pause));
  return await new Promise((resolve) => {
    const decide = () => {
      const { state } = useConnectionStore.getState();
      if (Date.now() < end && (state === 'offline' || state === 'connecting')) return;
      stop();
      clearTimeout(timer);
      resolve(Date.now() < end && state === 'live');
    };
    const stop = useConnectionStore.subscribe(decide);
    const timer = setTimeout(decide, Math.max(0, end - Date.now()) + 1);
    decide();
  });
}
