import { useMemo } from 'react';
import { useConnectionStore } from '../../stores/connectionStore.ts';
import type { ServerRoots } from './fileLinks.ts';

/** The folders of the server whose files the editor can open. */
export function useServerRoots(): ServerRoots {
  const session = useConnectionStore((state) => state.session);
  return useMemo(() => {
    if (!session) return [];
    const { workspace, folders } = session;
    return [
      { folder: workspace, root: 'workspace' },
      { folder: folders.instances, root: 'instances' },
      { folder: folders.releases, root: 'releases' },
    ];
  }, [session]);
}
