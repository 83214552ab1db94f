import { useMemo } from 'react';
import type { Session } from '../../../../shared/session.ts';
import { useConnectionStore } from '../stores/connectionStore.ts';
import type { ServerRoots } from '../../../../shared/profile/fileLinks.ts';

/** The folders of the server whose files the editor can open. */
export function useServerRoots(): ServerRoots {
  const session = useConnectionStore((state) => state.session);
  return useMemo(() => serverRoots(session), [session]);
}

/** As `useServerRoots`, outside components. */
export function serverRoots(session: Session | undefined): ServerRoots {
  if (!session) return [];
  const { workspace, folders } = session;
  return [
    { folder: workspace, root: 'workspace' },
    { folder: folders.instances, root: 'instances' },
    { folder: folders.releases, root: 'releases' },
  ];
}
