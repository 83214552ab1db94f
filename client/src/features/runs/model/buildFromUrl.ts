import { call } from '../../../core/api/client.ts';
import { putRelease, selectRelease } from '../../releases/index.ts';
import { saveAndStart } from './runs.ts';

/** Builds the software of a release of the workspace as a node does: from a URL, at which the server has the workspace. */
export async function buildFromUrl(release: string): Promise<void> {
  const served = await call('serveRelease', { params: { release } });
  putRelease(served);
  selectRelease(served.name);
  await saveAndStart({ release: served.name, steps: ['software'] });
}
