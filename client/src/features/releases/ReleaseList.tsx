import { Check, Globe } from 'lucide-react';
import { useMemo, useState } from 'react';
import { isUrlName, releaseTitle } from '../../../../shared/releaseName.ts';
import type { Release } from '../../../../shared/releases.ts';
import { stepStateLabel } from '../../../../shared/status.ts';
import { Palette, PaletteGroup, PaletteItem } from '../../components/Palette.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { showOverlay } from '../../core/overlays.tsx';
import { useShallow } from '../../core/stores/createAppStore.ts';
import { matchingReleases, recentFirst } from './model/releaseOrder.ts';
import {
  buildableReleases,
  selectRelease,
  useCurrentRelease,
  useReleasesStore,
} from './model/releasesStore.ts';
import { addReleaseDialog } from './overlays.ts';
import styles from './ReleaseList.module.css';

/** Value of the item that adds a release. */
const add = '+ add by URL';

/** All releases, to choose the one that the header is about: by typing and the arrow keys, the recent ones first. */
export function ReleaseList({ words: typed = '', onClose }: { words?: string; onClose: () => void }) {
  const [words, setWords] = useState(typed);
  const releases = useReleasesStore(useShallow((state) => buildableReleases(state) ?? []));
  const current = useCurrentRelease();
  const wanted = words.trim();
  const groups = useMemo(() => {
    if (wanted !== '') return [{ heading: undefined, releases: matchingReleases(releases, wanted) }];
    const { recent, others } = recentFirst(releases);
    if (recent.length === 0) return [{ heading: undefined, releases: others }];
    return [
      { heading: 'Recent', releases: recent },
      { heading: 'All others', releases: others },
    ];
  }, [releases, wanted]);
  const found = groups.flatMap((group) => group.releases.map(({ name }) => name));
  const isUrl = isUrlName(wanted);
  return (
    <Palette
      label="Choose a release"
      placeholder="Letters of a name, or a URL"
      none="No release has these letters in its name."
      query={{ words, onChange: setWords, found: isUrl ? [add, ...found] : [...found, add] }}
      onClose={onClose}
    >
      {groups.map(({ heading, releases: some }) => (
        <PaletteGroup key={heading ?? ''} heading={heading}>
          {some.map((release) => (
            <ReleaseItem key={release.name} release={release} isCurrent={release.name === current?.name} />
          ))}
        </PaletteGroup>
      ))}
      <PaletteItem value={add} onChoose={() => showOverlay(addReleaseDialog, isUrl ? { url: wanted } : {})}>
        <span className={styles.name}>
          <Globe size={14} className={styles.mark} />
          {isUrl ? `Add ${wanted}` : 'Add release by URL…'}
        </span>
      </PaletteItem>
    </Palette>
  );
}

function ReleaseItem({ release, isCurrent }: { release: Release; isCurrent: boolean }) {
  const { name, software } = release;
  return (
    <PaletteItem value={name} onChoose={() => selectRelease(name)}>
      <span className={styles.name} title={isUrlName(name) ? name : release.path}>
        <span className={styles.mark}>{isCurrent && <Check size={14} aria-label="Chosen" />}</span>
        <span className="truncate">{releaseTitle(name)}</span>
      </span>
      {software.state !== 'idle' && (
        <StatusPill tone={toneOf(software.state)} className={styles.state}>
          {stepStateLabel[software.state]}
        </StatusPill>
      )}
    </PaletteItem>
  );
}
