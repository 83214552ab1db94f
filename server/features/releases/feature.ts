import { join } from 'node:path';
import type { releaseEndpoints } from '../../../shared/releases.ts';
import type { Feature } from '../../core/feature.ts';
import { JsonText } from '../../core/http/jsonText.ts';
import type { Foundation } from '../../foundation.ts';
import { profileFiles } from '../../jobs/profileFiles.ts';
import { findCookbookVersion } from './cookbookVersion.ts';
import { openInputStore } from './inputStore.ts';
import type { InputStore } from './inputStore.ts';
import { openProfileServer } from './profileServer.ts';
import { openReleaseUrls } from './releaseUrls.ts';
import { openReleaseService } from './releaseService.ts';
import { readUrlHashes } from './urlHashes.ts';
import { createSchemaService } from './schemaService.ts';
import type { SchemaService } from './schemaService.ts';
import type { ReleaseService } from './releaseService.ts';

/** The software releases: which there are, what they are built from, and how they and their instances are. */
export interface Releases extends Feature<keyof typeof releaseEndpoints> {
  readonly service: ReleaseService;
  readonly inputStore: InputStore;
  readonly schemas: SchemaService;
}

export async function startReleases(foundation: Foundation): Promise<Releases> {
  const { state, paths, runStore, master, fileWatcher, threads, audit, owned } = foundation;
  const schemas = createSchemaService(threads);
  const files = profileFiles(paths);
  const inputStore = await openInputStore(join(state, 'inputs'));
  const urls = await openReleaseUrls(join(state, 'releases.json'));
  const profileServer = owned.add(await openProfileServer(join(state, 'profile-server.json'), paths));
  // A build of such a release that goes on, or is to come, fetches from there.
  if (urls.list().some((url) => profileServer.pathOf(url) !== undefined)) await profileServer.start();
  const { workspace } = paths.roots;
  const service = owned.add(
    await openReleaseService({
      ...{ workspace, runStore, master, inputStore, urls, profileServer, fileWatcher },
    }),
  );
  return {
    ...{ service, inputStore, schemas },
    handlers: {
      listReleases: () => Promise.resolve({ releases: service.list() }),
      addRelease: async ({ body }) => {
        const release = await service.add(body.url);
        audit.record('release', { action: 'add', release: release.name });
        return release;
      },
      serveRelease: async ({ params }) => {
        const release = await service.serve(params.release);
        audit.record('release', { action: 'serve', release: params.release });
        return release;
      },
      forgetRelease: async ({ params }) => {
        await service.forget(params.release);
        audit.record('release', { action: 'forget', release: params.release });
      },
      getReleaseSchema: async ({ params }, { signal }) =>
        new JsonText(await schemas.read((await service.find(params.release)).path, signal)),
      getReleaseHashes: async ({ params }, { signal }) =>
        readUrlHashes((await service.find(params.release)).name, signal),
      getCookbook: async ({ query }) => {
        const version = await findCookbookVersion(query.path, files);
        return version === undefined ? {} : { version };
      },
    },
    events: [
      (publish) => service.changed.on((release) => publish({ topic: 'release', release })),
      (publish) => service.listChanged.on(() => publish({ topic: 'releases' })),
    ],
  };
}
