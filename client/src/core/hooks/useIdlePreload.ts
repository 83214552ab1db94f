import { useEffect } from 'react';

/**
 * Loads what is shown on a key press or a click before it is asked for: keys typed while a palette is still on its
 * way would go into the text.
 */
export function useIdlePreload(loads: readonly (() => Promise<unknown>)[]): void {
  useEffect(() => {
    const load = () => {
      for (const each of loads) void each();
    };
    // Safari has no requestIdleCallback.
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(load, 2000);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(load, { timeout: 4000 });
    return () => cancelIdleCallback(handle);
  }, [loads]);
}
