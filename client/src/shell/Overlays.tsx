import { Suspense } from 'react';
import { useIdlePreload } from '../core/hooks/useIdlePreload.ts';
import { earlyOverlays, useOverlayStore } from '../core/overlays.tsx';

/** What is in front of the page, if anything. None of it is needed to begin with. */
export function Overlays() {
  const overlay = useOverlayStore((state) => state.overlay);
  useIdlePreload(earlyOverlays());
  return <Suspense key={overlay?.name}>{overlay?.render()}</Suspense>;
}
