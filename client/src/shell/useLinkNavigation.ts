import { useEffect } from 'react';
import { isPagePath } from '../../../shared/pages.ts';
import { navigate, parseRoute } from '../core/navigation.ts';

/** Makes plain links to our pages change the page without loading it again. */
export function useLinkNavigation(): void {
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const link = event.target instanceof Element ? event.target.closest('a') : undefined;
      if (!link || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin)
        return;
      if (!isPagePath(link.pathname)) return;
      event.preventDefault();
      navigate(parseRoute(link));
    };
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, []);
}
