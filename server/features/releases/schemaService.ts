import { isUrlName } from '../../../shared/releaseName.ts';
import { AppError } from '../../../shared/core/errors.ts';
import { Overrun } from '../../threads/overrun.ts';
import type { TaskThreads } from '../../threads/taskThreads.ts';
import * as z from 'zod/mini';
import { ConnectionProblem } from '../../../shared/instances.ts';
import { unchecked } from './checkByRelease.ts';
import type { ParameterCheck } from './checkByRelease.ts';
import { schemaFetchMs } from './urlSchemas.ts';
import { unusableDescription } from './releaseSchema.ts';

/**
 * What releases say of their parameters. A pattern or a reference of a schema can make any use of it endless: threads do it,
 * and stop where it takes too long.
 */
export interface SchemaService {
  /** The ReleaseSchema of the release with the profile at a client path, as JSON. Rejects with the reason of `signal`. */
  read(profile: string, signal?: AbortSignal): Promise<string>;
  /** Rejects with AppError `parameters_invalid`, see `validateParameters`, or with the reason of `signal`. */
  check(check: ParameterCheck, signal?: AbortSignal): Promise<void>;
  /** What is wrong with connection parameters, also where their schema takes too long. */
  checkConnection(check: ParameterCheck): Promise<ConnectionProblem[]>;
}

/** So many schemas of a description may take too long; with more the whole description is not used. */
const maxSlow = 3;
const advice = 'Simplify its patterns, and what it refers to again and again';

/** What has to be fetched takes longer than what is on disk. */
function limitFor(profile: string): { limitMs?: number } {
  return isUrlName(profile) ? { limitMs: schemaFetchMs + 3000 } : {};
}

export function createSchemaService(threads: Pick<TaskThreads, 'run'>): SchemaService {
  return {
    read: async (profile, signal) => {
      const slow: Record<string, string> = {};
      for (;;) {
        try {
          return await threads.run(
            'readSchema',
            { profile, slow },
            { subject: profile, signal, ...limitFor(profile) },
          );
        } catch (error) {
          if (!(error instanceof Overrun)) throw error;
          const { file } = error;
          const problem = `${file === '' ? `${profile}.json` : file} is not used. ${error.message}. ${advice}.`;
          if (file === '' || file in slow || Object.keys(slow).length === maxSlow) {
            return JSON.stringify(unusableDescription(`${profile}.json`, problem));
          }
          slow[file] = problem;
        }
      }
    },
    check: async (check, signal) => {
      try {
        await threads.run('checkParameters', check, {
          ...{ subject: check.profile, signal },
          ...limitFor(check.profile),
        });
      } catch (error) {
        if (!(error instanceof Overrun)) throw error;
        const file = error.file === '' ? `${check.profile}.json` : error.file;
        throw new AppError(
          'parameters_invalid',
          `The parameters could not be checked by ${file}. ${error.message}. ${advice}, or give other parameters.`,
          { cause: error, detail: `: The schema ${file} cannot be used for them.` },
        );
      }
    },
    checkConnection: async (check) => {
      try {
        const text = await threads.run('checkConnection', check, { subject: check.profile });
        return z.array(ConnectionProblem).parse(JSON.parse(text));
      } catch (error) {
        if (!(error instanceof Overrun)) throw error;
        return [unchecked(`${error.message}. ${advice}.`)];
      }
    },
  };
}
