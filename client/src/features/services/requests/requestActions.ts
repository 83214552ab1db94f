import { AppError } from '../../../../../shared/core/errors.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { copyText } from '../../../components/CopyButton.tsx';
import { call } from '../../../core/api/client.ts';
import { notify } from '../../../core/stores/noticesStore.ts';
import { showFile } from '../../editor/index.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { findRelease } from '../findRelease.ts';
import { softwareTypeOf } from '../parameters/useReleaseSchema.ts';
import { requestCommand } from './requestCommand.ts';
import { saveRequestFile, toRequestFile } from './requestFiles.ts';

/** Writes the request of an instance into its file, and shows that. */
export async function saveAsFile(instance: SoftwareInstance): Promise<void> {
  showFile(await saveRequestFile(instance));
}

/** Copies the command line that requests an instance as it was requested. */
export async function copyCommand(instance: SoftwareInstance): Promise<void> {
  const { reference, release, softwareType } = instance;
  const known = findRelease(useReleasesStore.getState().releases ?? [], release);
  const serialisation = await serialisationOf(release, softwareType);
  const options = { reference, url: known?.url ?? release, serialisation };
  await copyText(requestCommand(toRequestFile(instance), options));
  notify({ look: 'success', text: 'The command line was copied.' });
}

/** A release that is no longer there is taken for one without a description. */
async function serialisationOf(release: string, softwareType: string) {
  try {
    const schema = await call('getReleaseSchema', { params: { release } });
    return softwareTypeOf(schema, softwareType).serialisation;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return 'xml';
    throw error;
  }
}
