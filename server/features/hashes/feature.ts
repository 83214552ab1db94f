import * as z from 'zod/mini';
import { AppError } from '../../../shared/core/errors.ts';
import type { hashEndpoints } from '../../../shared/hashes.ts';
import type { Feature } from '../../core/feature.ts';
import type { Foundation } from '../../foundation.ts';
import { answerInThread } from '../../threads/answerInThread.ts';
import { installHook, readHook, removeHook } from './hashHook.ts';
import type { Workspace } from '../workspace/feature.ts';

const Updated = z.object({ etag: z.string(), text: z.string(), sums: z.int() });
const limitMs = 30_000;

/** The MD5 sums that releases keep of their files. */
export function startHashes(
  { threads, paths, options, audit }: Foundation,
  { files }: Workspace,
): Feature<keyof typeof hashEndpoints> {
  const update = async (path: string, signal: AbortSignal): Promise<number> => {
    const real = await files.locate(path);
    const answer = await answerInThread(threads, ['updateHashes', real], { subject: path, signal, limitMs });
    const { etag, text, sums } = Updated.parse(JSON.parse(answer.text));
    if (sums > 0) await files.write(path, text, { ifMatch: [etag] });
    return sums;
  };
  const places = { roots: paths.roots, commandLine: options.commandLine };
  return {
    handlers: {
      checkHashes: async ({ query: { path } }, { signal }) =>
        answerInThread(threads, ['checkHashes', await files.locate(path)], {
          subject: path,
          signal,
          limitMs,
        }),
      updateHashes: async ({ body }, { signal }) => {
        const updated: { path: string; sums: number }[] = [];
        const problems: { path: string; message: string }[] = [];
        for (const path of new Set(body.paths)) {
          try {
            const sums = await update(path, signal);
            if (sums > 0) updated.push({ path, sums });
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
            problems.push({ path, message: error.message });
          }
        }
        return { updated, problems };
      },
      getHashHook: async ({ query }) => readHook(places, await files.locate(query.path)),
      installHashHook: async ({ body }) => {
        audit.record('run', { action: 'installHashHook', path: body.path });
        return installHook(places, await files.locate(body.path));
      },
      removeHashHook: async ({ query }) => {
        audit.record('run', { action: 'removeHashHook', path: query.path });
        return removeHook(places, await files.locate(query.path));
      },
    },
  };
}
