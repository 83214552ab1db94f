import { startEarly } from './api/earlyRequests.ts';
import { loadMonaco } from './features/editor/loadMonaco.ts';
import { applyStoredTheme } from './theme.ts';

// The entry of the page, kept tiny: it sets the theme before anything is painted and lets the first data and the
// editor's big chunk come over the wire while the page itself is still being loaded.
applyStoredTheme();
startEarly(location);
if (!/^\/(logs|services)/.test(location.pathname)) void loadMonaco();
void import('./main.tsx');
