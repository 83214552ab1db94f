import { CodeXml, History, LayoutList, ScrollText, SquareTerminal } from 'lucide-react';
import { useId } from 'react';
import { useRoute, type Page } from '../../navigation.ts';
import { useInstancesStore } from '../../stores/instancesStore.ts';
import { StateIcon } from '../../components/StateIcon.tsx';
import { moveFocus } from '../../components/moveFocus.ts';
import { countTroubles } from '../services/trouble.ts';
import { showPage } from './showPage.ts';
import styles from './PageTabs.module.css';

const tabs = [
  { page: 'editor', name: 'Editor', Icon: CodeXml },
  { page: 'services', name: 'Services', Icon: LayoutList },
  { page: 'runs', name: 'Runs', Icon: History },
  { page: 'logs', name: 'Logs', Icon: ScrollText },
  { page: 'terminal', name: 'Terminal', Icon: SquareTerminal },
] as const satisfies readonly { page: Page; name: string; Icon: unknown }[];

/** The pages. On narrow screens the style sheet puts them at the bottom. */
export function PageTabs() {
  const { page: current } = useRoute();
  const troubles = useInstancesStore(({ instances = [] }) => countTroubles(instances));
  const troubleId = useId();
  return (
    <div role="tablist" aria-label="Pages" className={styles.tabs} onKeyDown={moveFocus}>
      {tabs.map(({ page, name, Icon }) => (
        <button
          key={page}
          type="button"
          role="tab"
          id={`tab-${page}`}
          aria-controls={`panel-${page}`}
          aria-selected={page === current}
          aria-label={name}
          aria-describedby={page === 'services' && troubles > 0 ? troubleId : undefined}
          tabIndex={page === current ? 0 : -1}
          className={styles.tab}
          onClick={() => page !== current && showPage(page)}
        >
          <Icon size={16} className={styles.icon} aria-hidden="true" />
          <span>{name}</span>
          {page === 'services' && troubles > 0 && (
            <span className={styles.badge} id={troubleId}>
              <StateIcon tone="warn" size={9} />
              {troubles}
              <span className="visually-hidden">{troubles === 1 ? ' problem' : ' problems'}</span>
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
