import { join } from 'node:path';
import { maxEditableSize } from '../../../shared/workspace.ts';
import type { sessionEndpoints } from '../../../shared/session.ts';
import type { Feature } from '../../core/feature.ts';
import { version } from '../../core/version.ts';
import type { Foundation } from '../../foundation.ts';
import { openLayoutStore } from './layoutStore.ts';

/** What a page asks for when it is opened: what it is connected to, and how it was left. */
export async function startSession({
  state,
  paths,
  engine,
}: Foundation): Promise<Feature<keyof typeof sessionEndpoints>> {
  const layout = await openLayoutStore(join(state, 'layout.json'));
  return {
    handlers: {
      getSession: () =>
        Promise.resolve({
          version,
          workspace: paths.roots.workspace,
          folders: { instances: paths.roots.instances, releases: paths.roots.releases },
          engine: engine.status(),
          maxEditableSize,
        }),
      getLayout: () => Promise.resolve(layout.get()),
      putLayout: async ({ body }) => {
        await layout.set(body);
        return undefined;
      },
    },
    events: [(publish) => engine.statusChanged.on((status) => publish({ topic: 'engine', engine: status }))],
  };
}
