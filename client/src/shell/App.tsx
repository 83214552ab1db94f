import { Suspense, useEffect } from 'react';
import type { Page } from '../../../shared/pages.ts';
import { ErrorBoundary } from '../components/ErrorBoundary.tsx';
import { Spinner } from '../components/Spinner.tsx';
import { TooltipProvider } from '../components/Tooltip.tsx';
import { bindKeys } from '../core/commands/bindKeys.ts';
import type { PageEntry } from '../core/feature.ts';
import { useIdlePreload } from '../core/hooks/useIdlePreload.ts';
import { useRoute } from '../core/navigation.ts';
import { useLayoutStore } from '../core/stores/layoutStore.ts';
import { pageList } from '../features/index.ts';
import { Banner } from './Banner.tsx';
import { Header } from './Header.tsx';
import { Notices } from './Notices.tsx';
import { Overlays } from './Overlays.tsx';
import { PageTabs } from './PageTabs.tsx';
import { useLinkNavigation } from './useLinkNavigation.ts';
import styles from './App.module.css';

const preloads = pageList.filter(({ heavy }) => heavy !== true).map(({ load }) => load);

/** The page: header, rail, one of the panels, and what floats above. */
export function App() {
  const { page: shown } = useRoute();
  const fullScreen = useLayoutStore((state) => state.fullScreen) && shown === 'editor';
  useLinkNavigation();
  useEffect(bindKeys, []);
  useIdlePreload(preloads);
  return (
    <TooltipProvider>
      <div className={styles.app}>
        {!fullScreen && <Header />}
        <Banner />
        <div className={styles.body}>
          {!fullScreen && <PageTabs />}
          <main className={styles.main}>
            {pageList.map((entry) => (
              <Panel key={entry.page} {...entry} shown={entry.page === shown} />
            ))}
          </main>
        </div>
        <Notices />
        <Overlays />
      </div>
    </TooltipProvider>
  );
}

/** A page that is not shown is not there, unless it stays mounted. */
function Panel({ page, shown, name, Content, staysMounted }: PageEntry & { page: Page; shown: boolean }) {
  return (
    <div
      role="tabpanel"
      id={`panel-${page}`}
      aria-labelledby={`tab-${page}`}
      className={styles.panel}
      hidden={!shown}
    >
      {(shown || staysMounted === true) && (
        <ErrorBoundary what={`The page ${name}`}>
          <Suspense fallback={<Loading />}>
            <Content />
          </Suspense>
        </ErrorBoundary>
      )}
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
