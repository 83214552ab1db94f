import { ChevronDown } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import { showOverlay, useOverlayStore } from '../../core/overlays.tsx';
import { useCurrentRelease, useReleasesStore } from './model/releasesStore.ts';
import { releaseList } from './overlays.ts';
import styles from './ReleasePicker.module.css';

/** Says which release the header is about, and opens the list to choose another from. */
export function ReleasePicker() {
  const isKnown = useReleasesStore(({ releases }) => releases !== undefined);
  const current = useCurrentRelease();
  const isOpen = useOverlayStore(({ overlay }) => overlay?.name === releaseList.name);
  const open = (words = '') => showOverlay(releaseList, { words });
  /** As a list does: the arrows open it, and who types is searching already. */
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const isLetter = key.length === 1 && key !== ' ';
    if (!isLetter && key !== 'ArrowDown' && key !== 'ArrowUp') return;
    event.preventDefault();
    open(isLetter ? key : '');
  };
  return (
    <button
      type="button"
      role="combobox"
      aria-label="Release"
      aria-haspopup="dialog"
      aria-expanded={isOpen}
      className={styles.picker}
      disabled={!isKnown}
      title={current?.path.replace(/^workspace\//, '')}
      onClick={() => open()}
      onKeyDown={onKeyDown}
    >
      <span className="truncate">
        {current ? releaseTitle(current.name) : isKnown ? 'No release' : 'Loading…'}
      </span>
      <ChevronDown size={12} />
    </button>
  );
}
