import './withoutEval.ts';
// First of all, in the order of these lines.
import './early.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { reportFailure } from './core/commands/reportFailure.ts';
import { currentRoute } from './core/navigation.ts';
import { pages } from './features/index.ts';
import { App } from './shell/App.tsx';
import { start } from './shell/start.ts';

// What the visit begins with: of the editor that is its big chunk.
const first = pages[currentRoute().page];
if (first) reportFailure(first.load());
start();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
