import { messageOf } from '../api/client.ts';
import { notify } from '../stores/noticesStore.ts';

/** For actions that nobody awaits (a press of a button): tells the user when one fails. */
export function reportFailure(action: Promise<unknown>): void {
  action.catch((error: unknown) => {
    console.error(error);
    notify({ look: 'error', text: messageOf(error) });
  });
}
