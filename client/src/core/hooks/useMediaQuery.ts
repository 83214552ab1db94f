import { useCallback, useSyncExternalStore } from 'react';

/** Whether a CSS media query holds; renders again when that changes. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** Whether the window is too narrow for panes side by side. The same width as in the style sheets. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 720px)');
}
