/**
 * What cannot wait for the rest of the page: the theme, before anything is painted, and the first requests, which
 * travel while the page starts.
 */
import { startEarly } from './core/api/earlyRequests.ts';
import { applyStoredTheme } from './core/theme.ts';

applyStoredTheme();
startEarly(location);
