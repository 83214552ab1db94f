import { useConnectionStore } from '../stores/connectionStore.ts';

/** In ms. */
const pause = 3000;

/**
 * For what the page asks by itself and the server did not answer: asks again in a moment, where the page is connected, since
 * the network may have forgotten only the connection that the question went by. Where it is not, its return has everything
 * asked anew.
 */
export function askAgain(ask: () => void): void {
  setTimeout(() => {
    if (useConnectionStore.getState().state === 'live') ask();
  }, pause);
}
