import { FetchProblem, fetchText } from '../../core/http/fetchText.ts';
import { maxFileBytes, SchemaProblem } from './schemaFiles.ts';
import type { SchemaSource } from './schemaFiles.ts';

/** Time for all files of one description together. */
export const schemaFetchMs = 8000;

/** The files beside a profile that is fetched from a URL, by their URLs: only those of the same server. */
export function urlSchemas(profile: string): SchemaSource {
  const { origin } = new URL(profile);
  const signal = AbortSignal.timeout(schemaFetchMs);
  return {
    readText: async (url) => {
      try {
        return await fetchText(url, { maxBytes: maxFileBytes, signal });
      } catch (error) {
        if (!(error instanceof FetchProblem)) throw error;
        throw new SchemaProblem(error.message, { cause: error });
      }
    },
    locate: (folder, reference) => {
      const url = URL.canParse(reference, `${folder}/`) ? new URL(reference, `${folder}/`) : undefined;
      if (url?.origin === origin && url.username === '' && url.password === '') return url.href;
      throw new SchemaProblem(
        `The reference "${reference.slice(0, 200)}" leads to another server: only files of ${origin} are read.`,
      );
    },
  };
}
