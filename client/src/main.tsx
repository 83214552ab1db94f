import './withoutEval.ts';
// First of all, in the order of these lines.
import './early.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { loadMonaco } from './features/editor/loadMonaco.ts';
import { start } from './sync/start.ts';

// The editor's big chunk, unless the visit begins elsewhere.
if (!/^\/(logs|runs|services|terminal)/.test(location.pathname)) void loadMonaco();
start();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
