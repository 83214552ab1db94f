import { AppError } from '../../../../../shared/core/errors.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { RequestedState } from '../../../../../shared/runs.ts';
import { releaseInFile, requestPath, type RequestFile } from '../../../../../shared/requestFile.ts';
import { call, request as requestBytes } from '../../../core/api/client.ts';
import { selectPair, useReleasesStore } from '../../releases/index.ts';
import { startRun } from '../../runs/index.ts';
import { findRelease } from '../findRelease.ts';
import { stepsFor } from '../instanceRuns.ts';
import { plainTypeName } from '../parameters/useReleaseSchema.ts';
import { checkRequest } from './checkRequest.ts';
import { readRequest } from './readRequest.ts';

/** What an instance was asked with. */
type Asked = Pick<
  SoftwareInstance,
  'release' | 'reference' | 'softwareType' | 'instanceParameters' | 'requestedState'
>;

/** The request of an instance, as a file has it. */
export function toRequestFile(instance: Asked): RequestFile {
  const known = findRelease(useReleasesStore.getState().releases ?? [], instance.release);
  const state = RequestedState.safeParse(instance.requestedState);
  return {
    release: known === undefined ? instance.release : releaseInFile(known),
    type: plainTypeName(instance.softwareType),
    parameters: instance.instanceParameters,
    ...(state.success && { state: state.data }),
  };
}

/** Writes the request of an instance into its file, a new one where there is none; returns the client path. */
export async function saveRequestFile(instance: Asked): Promise<string> {
  const path = requestPath(instance.reference);
  await write(path, toRequestFile(instance), await readFile(path));
  return path;
}

/** Writes what an instance was asked with into its request file, where it has one; what else the file says stays. */
export async function updateRequestFile(instance: Asked): Promise<void> {
  const path = requestPath(instance.reference);
  const file = await readFile(path);
  if (file === undefined) return;
  const read = readRequest(file.text);
  await write(path, { ...('request' in read ? read.request : {}), ...toRequestFile(instance) }, file);
}

/** Requests the instance of a request file by its text, deploys and chooses it. Rejects with AppError where it cannot be. */
export async function applyRequestFile(reference: string, text: string): Promise<void> {
  const { wanted, problems } = await checkRequest(text);
  if (wanted === undefined) {
    const [first] = problems;
    const where = first === undefined ? '' : ` Line ${first.place.line}: ${first.sentence}`;
    throw new AppError('parameters_invalid', `Nothing was requested: mend the request first.${where}`);
  }
  const { release, request } = wanted;
  await startRun({
    release: release.name,
    reference,
    steps: stepsFor(release.name),
    request: {
      parameters: request.parameters ?? {},
      ...(request.type !== undefined && { softwareType: request.type }),
      ...(request.state !== undefined && { state: request.state }),
    },
  });
  selectPair(release.name, reference);
}

async function readFile(path: string): Promise<{ text: string; etag: string } | undefined> {
  try {
    const { data, headers } = await requestBytes('readFile', { query: { path } });
    return { text: new TextDecoder().decode(data), etag: headers.get('ETag') ?? '' };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Fails where the file was changed since it was read. */
async function write(path: string, request: RequestFile, known: { etag: string } | undefined): Promise<void> {
  await call('writeFile', {
    query: { path },
    body: { text: `${JSON.stringify(request, undefined, 2)}\n` },
    ...(known === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: known.etag }),
  });
}
