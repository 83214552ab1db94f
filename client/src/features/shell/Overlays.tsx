import { lazy, Suspense } from 'react';
import { useOverlayStore } from '../../stores/overlayStore.ts';
import { useIdlePreload } from './useIdlePreload.ts';

const loadOverlay = () => import('./Overlay.tsx');
const preloads = [loadOverlay];

const Overlay = lazy(async () => ({ default: (await loadOverlay()).Overlay }));

/** What is in front of the page, if anything. None of it is needed to begin with. */
export function Overlays() {
  const overlay = useOverlayStore((state) => state.overlay);
  useIdlePreload(preloads);
  return <Suspense>{overlay && <Overlay overlay={overlay} />}</Suspense>;
}
