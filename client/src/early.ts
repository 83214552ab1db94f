/**
 * What cannot wait for the rest of the page: the theme, before anything is painted, and the first requests, which
 * travel while the page starts.
 */
import { startEarly } from './api/earlyRequests.ts';
import { applyStoredTheme } from './theme.ts';

applyStoredTheme();
startEarly(location);
