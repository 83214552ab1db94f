import { lazy, Suspense, useEffect } from 'react';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { Spinner } from './components/Spinner.tsx';
import { TooltipProvider } from './components/Tooltip.tsx';
import { EditorPage } from './features/editor/EditorPage.tsx';
import { Banner } from './features/shell/Banner.tsx';
import { Header } from './features/shell/Header.tsx';
import { Notices } from './features/shell/Notices.tsx';
import { Overlays } from './features/shell/Overlays.tsx';
import { useLayoutStore } from './stores/layoutStore.ts';
import { useDocumentTitle } from './features/shell/useDocumentTitle.ts';
import { useIdlePreload } from './features/shell/useIdlePreload.ts';
import { useLinkNavigation } from './features/shell/useLinkNavigation.ts';
import { bindKeys } from './commands/bindKeys.ts';
import { useRoute, type Page } from './navigation.ts';
import styles from './App.module.css';

const loadLogs = () => import('./features/logs/LogsPage.tsx');
const loadServices = () => import('./features/services/ServicesPage.tsx');
const loadRuns = () => import('./features/runs/RunsPage.tsx');
const loadTerminal = () => import('./features/terminal/TerminalPage.tsx');
const preloads = [loadLogs, loadServices, loadRuns];

const LogsPage = lazy(async () => ({ default: (await loadLogs()).LogsPage }));
const ServicesPage = lazy(async () => ({ default: (await loadServices()).ServicesPage }));
const TerminalPage = lazy(async () => ({ default: (await loadTerminal()).TerminalPage }));
const RunsPage = lazy(async () => ({ default: (await loadRuns()).RunsPage }));

/** The page: header, one of the panels, and what floats above. */
export function App() {
  const { page } = useRoute();
  const fullScreen = useLayoutStore((state) => state.fullScreen) && page === 'editor';
  useDocumentTitle();
  useLinkNavigation();
  useEffect(bindKeys, []);
  useIdlePreload(preloads);
  return (
    <TooltipProvider>
      <div className={styles.app} data-full-screen={fullScreen}>
        {!fullScreen && <Header />}
        <Banner />
        <main className={styles.main}>
          <Panel page="editor" shown={page === 'editor'}>
            <ErrorBoundary what="The editor">
              <EditorPage />
            </ErrorBoundary>
          </Panel>
          <Panel page="services" shown={page === 'services'}>
            {page === 'services' && (
              <ErrorBoundary what="This page">
                <Suspense fallback={<Loading />}>
                  <ServicesPage />
                </Suspense>
              </ErrorBoundary>
            )}
          </Panel>
          <Panel page="runs" shown={page === 'runs'}>
            {page === 'runs' && (
              <ErrorBoundary what="This page">
                <Suspense fallback={<Loading />}>
                  <RunsPage />
                </Suspense>
              </ErrorBoundary>
            )}
          </Panel>
          <Panel page="logs" shown={page === 'logs'}>
            {page === 'logs' && (
              <ErrorBoundary what="This page">
                <Suspense fallback={<Loading />}>
                  <LogsPage />
                </Suspense>
              </ErrorBoundary>
            )}
          </Panel>
          <Panel page="terminal" shown={page === 'terminal'}>
            {page === 'terminal' && (
              <ErrorBoundary what="The terminal">
                <Suspense fallback={<Loading />}>
                  <TerminalPage />
                </Suspense>
              </ErrorBoundary>
            )}
          </Panel>
        </main>
        <Notices />
        <Overlays />
      </div>
    </TooltipProvider>
  );
}

/** The editor stays mounted behind the other pages: its models and scroll positions are dear. */
function Panel({ page, shown, children }: { page: Page; shown: boolean; children: React.ReactNode }) {
  return (
    <div
      role="tabpanel"
      id={`panel-${page}`}
      aria-labelledby={`tab-${page}`}
      className={styles.panel}
      hidden={!shown}
    >
      {children}
    </div>
  );
}

function Loading() {
  return (
    <div className={styles.loading}>
      <Spinner size={16} />
      <span className="visually-hidden">Loading</span>
    </div>
  );
}
