import { AppError } from '../../../../../shared/core/errors.ts';
import { nameOf } from '../../../../../shared/core/paths.ts';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';
import { planRequest, releaseOfRequest } from '../../../../../shared/requests/planRequest.ts';
import { readRequestFile, type NamedRequest } from '../../../../../shared/requests/requestFile.ts';
import { slaposRequest } from '../../../../../shared/requests/slaposRequest.ts';
import { isUrlName } from '../../../../../shared/releaseName.ts';
import { copyText } from '../../../components/CopyButton.tsx';
import { call } from '../../../core/api/client.ts';
import { navigate } from '../../../core/navigation.ts';
import { notify } from '../../../core/stores/noticesStore.ts';
import { fetchDiskText, saveAll, showFile } from '../../editor/index.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { startRun } from '../../runs/index.ts';
import { useInstancesStore } from '../model/instancesStore.ts';

/** Requests, or asks again for, the instance of a request file as it is on screen: it is saved first. */
export async function requestFromFile(path: string): Promise<void> {
  const request = await savedRequest(path);
  if (request !== undefined) await startRequest(request);
}

/** Starts the run that a request asks for. */
export async function startRequest(request: NamedRequest): Promise<void> {
  const { releases = [] } = useReleasesStore.getState();
  const plan = planRequest(request, { releases, instances: useInstancesStore.getState().instances ?? [] });
  if ('problem' in plan) {
    notify({ look: 'error', text: plan.problem.sentence });
    return;
  }
  try {
    const { id } = await startRun(plan.options);
    notify({
      look: 'success',
      text: `Run #${id} requests ${request.reference}.`,
      action: { label: 'Show', run: () => navigate({ page: 'logs', run: id }) },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    notify({ look: 'error', text: error.message });
  }
}

/** Copies the command line that asks for what a request file says. */
export async function copyFileRequest(path: string): Promise<void> {
  const request = await savedRequest(path);
  if (request !== undefined) await copyRequest(request);
}

/** Copies the command line of `slapos request` that asks for the same. */
export async function copyRequest(request: NamedRequest): Promise<void> {
  const release = releaseOfRequest(request.release, useReleasesStore.getState().releases ?? []);
  if (release === undefined && !isUrlName(request.release)) {
    notify({ look: 'error', text: `There is no release ${request.release} here.` });
    return;
  }
  const schema: ReleaseSchema | undefined =
    release && (await call('getReleaseSchema', { params: { release: release.name } }));
  const types = schema?.softwareTypes;
  const type = types?.find(({ name }) => name === request.softwareType) ?? types?.[0];
  const url = release?.url ?? request.release;
  await copyText(slaposRequest({ ...request, url, serialisation: type?.serialisation ?? 'xml' }));
  notify({ look: 'success', text: 'The command was copied.' });
}

async function savedRequest(path: string): Promise<NamedRequest | undefined> {
  const { unsaved } = await saveAll();
  if (unsaved.includes(path)) {
    notify({ look: 'error', text: `${nameOf(path)} could not be saved: see above its text.` });
    return undefined;
  }
  const read = readRequestFile(path, await fetchDiskText(path));
  if ('request' in read) return read.request;
  const [{ sentence, place } = { sentence: '', place: undefined }] = read.problems;
  showFile(path, place);
  notify({ look: 'error', text: `${nameOf(path)} cannot be requested. ${sentence}` });
  return undefined;
}
