import { Suspense } from 'react';
import { moveFocus } from '../../components/moveFocus.ts';
import { Tooltip } from '../../components/Tooltip.tsx';
import { findCommand, formatKeys } from '../../core/commands/registry.ts';
import type { SidePaneEntry } from '../../core/feature.ts';
import { showSidePane, useLayoutStore } from '../../core/stores/layoutStore.ts';
import styles from './SidePanes.module.css';

interface SidePanesProps {
  /** In the order of the switch; the first is shown at first. */
  panes: readonly [SidePaneEntry, ...SidePaneEntry[]];
}

/** One of the panes on the left of the text, and above it the switch between them. */
export function SidePanes({ panes }: SidePanesProps) {
  const chosen = useLayoutStore((state) => state.sidePane);
  const shown = panes.find(({ id }) => id === chosen) ?? panes[0];
  return (
    <div className={styles.panes}>
      <div role="tablist" aria-label="Side panes" className={styles.switch} onKeyDown={moveFocus}>
        {panes.map((pane) => (
          <SwitchTab key={pane.id} pane={pane} selected={pane === shown} />
        ))}
      </div>
      <div role="tabpanel" id="side-pane" aria-labelledby={`side-pane-${shown.id}`} className={styles.panel}>
        <Suspense>
          <shown.Content />
        </Suspense>
      </div>
    </div>
  );
}

function SwitchTab({ pane, selected }: { pane: SidePaneEntry; selected: boolean }) {
  const { id, name, command, onPress } = pane;
  const keys = command === undefined ? undefined : findCommand(command)?.keys?.[0];
  const tab = (
    <button
      type="button"
      role="tab"
      id={`side-pane-${id}`}
      aria-controls="side-pane"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      className={styles.tab}
      onClick={({ detail }) => {
        showSidePane(id);
        // By keyboard the focus stays on the switch.
        if (detail > 0) onPress?.();
      }}
    >
      {name}
    </button>
  );
  return keys === undefined ? tab : <Tooltip text={`${name} (${formatKeys(keys)})`}>{tab}</Tooltip>;
}
