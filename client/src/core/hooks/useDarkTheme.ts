import { useSyncExternalStore } from 'react';
import { useMediaQuery } from './useMediaQuery.ts';

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** Whether the page is dark now: by choice, else by the operating system. */
export function useDarkTheme(): boolean {
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const chosen = useSyncExternalStore(subscribe, () => document.documentElement.dataset['theme']);
  return chosen === 'dark' || (chosen !== 'light' && systemDark);
}
