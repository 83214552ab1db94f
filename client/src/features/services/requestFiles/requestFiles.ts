import { nameOf, parentOf } from '../../../../../shared/core/paths.ts';
import {
  readRequestFile,
  requestFilePath,
  writeRequestFile,
  type NamedRequest,
} from '../../../../../shared/requests/requestFile.ts';
import { call } from '../../../core/api/client.ts';
import { maskValue } from '../../../core/format/secrets.ts';
import { decodeText } from '../../../core/format/textFormat.ts';
import { notify } from '../../../core/stores/noticesStore.ts';
import { fetchFile, showFile, useEditorStore } from '../../editor/index.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { findRelease } from '../findRelease.ts';
import { differencesOf } from './requestOfTarget.ts';

/** A request file as it is on disk. */
interface FileOnDisk {
  readonly text: string;
  readonly etag: string;
}

/** Where the request file of an instance is, or would be. */
export function pathOfRequest({ release, reference }: NamedRequest): string {
  const known = findRelease(useReleasesStore.getState().releases ?? [], release);
  return requestFilePath(known?.path ?? '', reference);
}

/** The file, where there is one. What is not there is not asked for: folders are looked at first. */
export async function fetchRequestFile(path: string): Promise<FileOnDisk | undefined> {
  const folder = parentOf(path);
  if (!(await hasEntry(folder)) || !(await hasEntry(path))) return undefined;
  const { bytes, etag } = await fetchFile(path);
  return { text: decodeText(bytes), etag };
}

async function hasEntry(path: string): Promise<boolean> {
  const { entries } = await call('listFolder', { query: { path: parentOf(path) } });
  return entries.some(({ name }) => name === nameOf(path));
}

/** Writes a request file over what was seen of it, or as a new one; the server refuses it where that is another by now. */
export async function writeOver(
  path: string,
  request: NamedRequest,
  seen: FileOnDisk | undefined,
): Promise<void> {
  if (useEditorStore.getState().files.get(path)?.dirty === true) {
    notify({
      look: 'error',
      text: `${nameOf(path)} was not written: it has edits that are not saved.`,
      action: { label: 'Show', run: () => showFile(path) },
    });
    return;
  }
  const folder = parentOf(path);
  if (seen === undefined && !(await hasEntry(folder))) await call('createFolder', { body: { path: folder } });
  await call('writeFile', {
    query: { path },
    body: { text: writeRequestFile(path, request) },
    ...(seen === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: seen.etag }),
  });
  const secrets = Object.entries(request.parameters ?? {}).filter(
    ([name, value]) => JSON.stringify(maskValue(name, value)) !== JSON.stringify(value),
  );
  const warning =
    secrets.length > 0 ? ` It holds what looks secret: ${secrets.map(([name]) => name).join(', ')}.` : '';
  notify({
    look: 'success',
    text: `${shortPath(path)} was written.${warning}`,
    action: { label: 'Open', run: () => showFile(path) },
  });
}

/** Saves a request as its file. One that is there and says something else is not replaced before the user says so. */
export async function saveRequestFile(request: NamedRequest): Promise<void> {
  const path = pathOfRequest(request);
  const seen = await fetchRequestFile(path);
  if (seen === undefined) await writeOver(path, request, undefined);
  else if (seen.text === writeRequestFile(path, request)) {
    notify({
      look: 'info',
      text: `${shortPath(path)} says so already.`,
      action: { label: 'Open', run: () => showFile(path) },
    });
  } else {
    showFile(path);
    notify({
      look: 'info',
      text: `There is a ${shortPath(path)} already, which is shown. Services says where it differs, and can write it.`,
    });
  }
}

/** After a form was applied: a file that said what was asked before says what is asked now. One that differed stays. */
export async function followWithFile(before: NamedRequest, after: NamedRequest): Promise<void> {
  const path = pathOfRequest(before);
  const seen = await fetchRequestFile(path);
  if (seen === undefined) return;
  const read = readRequestFile(path, seen.text);
  if ('problems' in read) return;
  const { softwareTypes } = await call('getReleaseSchema', { params: { release: before.release } });
  const serialisation = softwareTypes[0]?.serialisation ?? 'xml';
  if (differencesOf(read.request, before, serialisation).length > 0) return;
  await writeOver(path, { ...read.request, ...after, release: read.request.release }, seen);
}

/** A path as it is said: without the root that all of them have. */
export function shortPath(path: string): string {
  return path.replace(/^workspace\//, '');
}
