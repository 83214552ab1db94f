import { useEffect, useId, useRef } from 'react';
import type { Page } from '../../../shared/pages.ts';
import { moveFocus } from '../components/moveFocus.ts';
import { StateIcon } from '../components/StateIcon.tsx';
import { Tooltip } from '../components/Tooltip.tsx';
import { formatKeys } from '../core/commands/registry.ts';
import { pageGroups, type PageEntry } from '../core/feature.ts';
import { useNarrow } from '../core/hooks/useMediaQuery.ts';
import { navigate, useRoute } from '../core/navigation.ts';
import { pageList } from '../features/index.ts';
import styles from './PageTabs.module.css';

const groups = pageGroups
  .map((group) => ({ group, entries: pageList.filter((entry) => entry.group === group) }))
  .filter(({ entries }) => entries.length > 0);

/** The pages: a rail on the left, on narrow screens a bar at the bottom. */
export function PageTabs() {
  const { page: current } = useRoute();
  const narrow = useNarrow();
  return (
    <nav className={styles.rail} aria-label="Pages" data-pane>
      <div
        role="tablist"
        aria-label="Pages"
        aria-orientation={narrow ? 'horizontal' : 'vertical'}
        className={styles.tabs}
        onKeyDown={moveFocus}
      >
        {groups.map(({ group, entries }) => (
          <div key={group} role="presentation" className={styles.group} data-group={group}>
            {entries.map((entry) => (
              <PageTab
                key={entry.page}
                {...entry}
                selected={entry.page === current}
                tooltipSide={narrow ? 'top' : 'right'}
              />
            ))}
          </div>
        ))}
      </div>
    </nav>
  );
}

const noProblems = () => 0;

interface PageTabProps extends PageEntry {
  page: Page;
  selected: boolean;
  tooltipSide: 'top' | 'right';
}

function PageTab(props: PageTabProps) {
  const { page, name, Icon, keys, selected, tooltipSide, useProblems = noProblems } = props;
  const problems = useProblems();
  const problemsId = useId();
  const element = useRef<HTMLButtonElement>(null);
  // Where not all have room, the neighbours of what is shown are in sight too.
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'center', inline: 'center' });
  }, [selected]);
  return (
    <Tooltip side={tooltipSide} text={keys[0] === undefined ? name : `${name} (${formatKeys(keys[0])})`}>
      <button
        ref={element}
        type="button"
        role="tab"
        id={`tab-${page}`}
        aria-controls={`panel-${page}`}
        aria-selected={selected}
        aria-label={name}
        tabIndex={selected ? 0 : -1}
        className={styles.tab}
        onClick={() => selected || navigate({ page })}
        {...(problems > 0 && { 'aria-describedby': problemsId })}
      >
        <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
        <span className={styles.name}>{name}</span>
        {problems > 0 && (
          <span className={styles.badge} id={problemsId}>
            <StateIcon tone="warn" size={9} />
            {problems}
            <span className="visually-hidden">{problems === 1 ? ' problem' : ' problems'}</span>
          </span>
        )}
      </button>
    </Tooltip>
  );
}
