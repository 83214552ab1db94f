import { serverNow } from '../api/serverClock.ts';
import { useNow } from './useNow.ts';

/** The time by the server's clock, renewed every `interval` ms; it stands still while `interval` is undefined. */
export function useServerNow(interval: number | undefined): number {
  useNow(interval);
  return serverNow();
}
