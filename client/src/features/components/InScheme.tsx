import { use, useLayoutEffect } from 'react';
import { applyStoredTheme } from '../../core/theme.ts';
import { SchemeContext } from './specimen.ts';

/**
 * Within what floats: as long as it is open, the whole page has the colours of the specimen, since what floats is at the
 * root of the page.
 */
export function InScheme() {
  const scheme = use(SchemeContext);
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = scheme;
    return applyStoredTheme;
  }, [scheme]);
  return undefined;
}
