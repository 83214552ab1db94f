import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { HashListing } from '../../../shared/hashes.ts';
import type { workspaceEndpoints } from '../../../shared/workspace.ts';
import type { Feature } from '../../core/feature.ts';
import { bytesAnswer, contentDisposition } from '../../core/http/byteAnswer.ts';
import type { ByteAnswer } from '../../core/http/byteAnswer.ts';
import type { Foundation } from '../../foundation.ts';
import { answerInThread } from '../../threads/answerInThread.ts';
import { createFileService } from './fileService.ts';
import type { FileService } from './fileService.ts';
import { Md5Summer } from './md5.ts';
import { seedProfiles } from './seedProfiles.ts';

/** What the thread answers that looks for a file in all hash files. */
const Found = z.object({ listings: z.array(HashListing) });

/** The files of the workspace, and those of partitions and releases beside them. */
export interface Workspace extends Feature<keyof typeof workspaceEndpoints> {
  readonly files: FileService;
}

/** `isNew`: the folder of the workspace was made just now. */
export async function startWorkspace(foundation: Foundation, isNew: boolean): Promise<Workspace> {
  const { options, state, paths, tempFiles, fileWatcher, threads, audit, owned } = foundation;
  const { workspace } = paths.roots;
  const marker = join(state, 'profiles.json');
  await seedProfiles({ profiles: options.profilesDir, workspace, isNew, marker, tempFiles });
  const files = createFileService(paths, tempFiles, (folder) => fileWatcher.noteListed(folder));
  const md5 = owned.add(new Md5Summer());
  return {
    files,
    handlers: {
      listFolder: async ({ query }, { signal }) => {
        const entries = await files.list(query.path);
        if (entries !== undefined) return { entries };
        const terms = { subject: query.path, signal, limitMs: 20_000 };
        return answerInThread(threads, ['listFolder', await files.locate(query.path)], terms);
      },
      createFolder: async ({ body }) => {
        await files.createFolder(body.path);
        return undefined;
      },
      readFile: ({ query }) =>
        query.download === 'true' ? downloadFile(files, query.path) : readFile(files, query.path),
      writeFile: async ({ query, body }, { condition }) => ({
        etag: await files.write(query.path, body.text, condition()),
      }),
      moveEntry: async ({ body }) => {
        await files.move(body.from, body.to);
        return undefined;
      },
      deleteEntry: async ({ query }) => {
        await files.delete(query.path, query.recursive === 'true');
        audit.record('delete', { path: query.path });
        return undefined;
      },
      getMd5: async ({ query }, { signal }) => {
        const file = await files.locate(query.path);
        const terms = { subject: query.path, signal, limitMs: 20_000 };
        const [sum, found] = await Promise.all([
          md5.sum(file, signal),
          answerInThread(threads, ['findListings', file], terms),
        ]);
        return { md5: sum, listedIn: Found.parse(JSON.parse(found.text)).listings };
      },
    },
    events: [
      (publish) => fileWatcher.onChange((changes) => publish({ topic: 'files', changes: [...changes] })),
    ],
  };
}

async function readFile(files: FileService, path: string): Promise<ByteAnswer> {
  const { bytes, etag, kind } = await files.read(path);
  return bytesAnswer(bytes, kind, { ETag: etag });
}

async function downloadFile(files: FileService, path: string): Promise<ByteAnswer> {
  const { handle, stats } = await files.open(path);
  return {
    size: Number(stats.size),
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': contentDisposition(basename(path)),
    },
    stream: (start, end) => handle.createReadStream({ start, end: end - 1, autoClose: false }),
    release: () => handle.close(),
  };
}
