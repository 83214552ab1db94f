import { useId } from 'react';
import type { Page } from '../../../shared/pages.ts';
import { moveFocus } from '../components/moveFocus.ts';
import { StateIcon } from '../components/StateIcon.tsx';
import type { PageEntry } from '../core/feature.ts';
import { navigate, useRoute } from '../core/navigation.ts';
import { pageList } from '../features/index.ts';
import styles from './PageTabs.module.css';

/** The pages. On narrow screens the style sheet puts them at the bottom. */
export function PageTabs() {
  const { page: current } = useRoute();
  return (
    <div role="tablist" aria-label="Pages" className={styles.tabs} onKeyDown={moveFocus}>
      {pageList.map((entry) => (
        <PageTab key={entry.page} {...entry} selected={entry.page === current} />
      ))}
    </div>
  );
}

const noProblems = () => 0;

function PageTab({
  page,
  name,
  Icon,
  selected,
  useProblems = noProblems,
}: PageEntry & { page: Page; selected: boolean }) {
  const problems = useProblems();
  const problemsId = useId();
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${page}`}
      aria-controls={`panel-${page}`}
      aria-selected={selected}
      aria-label={name}
      aria-describedby={problems > 0 ? problemsId : undefined}
      tabIndex={selected ? 0 : -1}
      className={styles.tab}
      onClick={() => selected || navigate({ page })}
    >
      <Icon size={16} className={styles.icon} aria-hidden="true" />
      <span>{name}</span>
      {problems > 0 && (
        <span className={styles.badge} id={problemsId}>
          <StateIcon tone="warn" size={9} />
          {problems}
          <span className="visually-hidden">{problems === 1 ? ' problem' : ' problems'}</span>
        </span>
      )}
    </button>
  );
}
