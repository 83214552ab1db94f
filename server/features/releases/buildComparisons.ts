import type { InputChange } from '../../../shared/runs.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import { compareInputs, readInputs } from './inputManifest.ts';

/** Knows what builds of a release differ in. */
export interface BuildComparisons extends Disposable {
  /**
   * Inputs that are others in the build of run `after` than in that of run `before`. Undefined where what either was made
   * of is not known; and at first, until it has been read.
   */
  compare(release: string, before: number, after: number): readonly InputChange[] | undefined;
  /** Resolves when all that was asked for has been compared. */
  settled(): Promise<void>;
}

export interface BuildComparisonsOptions {
  /** Of a run. */
  readonly directory: (run: number) => string;
  /** Called with the name of a release when builds of it turn out to differ. */
  readonly onCompared: (release: string) => void;
}

const maxRemembered = 1000;
const log = createLogger('releases:builds');

export function createBuildComparisons({ directory, onCompared }: BuildComparisonsOptions): BuildComparisons {
  /** What a run was made of never changes: each two are compared once. */
  const known = new Map<string, readonly InputChange[] | undefined>();
  let queue: Promise<void> = Promise.resolve();
  let isDisposed = false;

  const read = async (release: string, before: number, after: number, key: string): Promise<void> => {
    if (isDisposed) return;
    const [old, now] = await Promise.all([
      readInputs(directory(before), release),
      readInputs(directory(after), release),
    ]);
    if (old === undefined || now === undefined) return;
    const changes = compareInputs(old, now);
    known.set(key, changes);
    if (changes.length > 0) onCompared(release);
  };
  return {
    compare: (release, before, after) => {
      const key = JSON.stringify([release, before, after]);
      if (!known.has(key)) {
        if (known.size >= maxRemembered) known.clear();
        known.set(key, undefined);
        queue = queue
          .then(() => read(release, before, after, key))
          .catch((error: unknown) => log.error({ err: error, release }, 'could not compare two builds'));
      }
      return known.get(key);
    },
    settled: () => queue,
    dispose: async () => {
      isDisposed = true;
      await queue;
    },
  };
}
