import { useEffect, useRef } from 'react';
import { instanceKey, isSameInstance } from '../../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import { firstReference } from '../../../../shared/releaseName.ts';
import { navigate, useRoute } from '../../core/navigation.ts';
import { selectPair, useCurrentPair, useReleasesStore } from '../releases/index.ts';
import { rootOf } from './tree/instanceTree.ts';

/**
 * The instance to show: that of the address, else that of the pair in the header. The two follow each other: an
 * instance in the address becomes the current pair (a sub-instance, that of its root), and another pair that is chosen
 * shows its own.
 */
export function useChosenInstance(instances: readonly SoftwareInstance[]): SoftwareInstance | undefined {
  const route = useRoute();
  const pair = useCurrentPair();
  const selected = useReleasesStore(selectedKey);
  const wanted = route.page === 'services' ? route.instance : undefined;
  const named = instances.find((instance) => isSameInstance(instance, wanted));
  const key = wanted && instanceKey(wanted);
  const ofPair = instances.find(
    ({ release, reference, requestedBy }) =>
      release === pair?.release.name && reference === pair.reference && requestedBy === undefined,
  );
  const root = named && rootOf(named, instances);
  const release = root?.release;
  const reference = root?.reference;
  const isOfWorkspace = useReleasesStore(
    (state) => state.releases?.some(({ name, isGone }) => name === release && isGone !== true) === true,
  );

  /** What was selected when this page last acted on it. */
  const handled = useRef(selected);
  useEffect(() => {
    if (release === undefined || reference === undefined || !isOfWorkspace) return;
    handled.current = pairKey(release, reference);
    selectPair(release, reference);
    // Once for each address: afterwards the header may choose another.
  }, [key, release, reference, isOfWorkspace]);

  useEffect(() => {
    // As it is now: the effect above may just have chosen another than this page was rendered with.
    const now = selectedKey(useReleasesStore.getState());
    if (now === handled.current) return;
    handled.current = now;
    if (key !== undefined && key !== (ofPair && instanceKey(ofPair)))
      navigate({ page: 'services', instance: ofPair }, { replace: true });
  }, [selected, key, ofPair]);

  // As long as the releases are not known, any is better than none.
  return named ?? ofPair ?? (pair === undefined ? instances[0] : undefined);
}

function selectedKey({
  selected,
  selectedReference,
}: ReturnType<typeof useReleasesStore.getState>): string | undefined {
  return selected === undefined ? undefined : pairKey(selected, selectedReference);
}

function pairKey(release: string, reference: string | undefined): string {
  return JSON.stringify([release, reference ?? firstReference(release)]);
}
