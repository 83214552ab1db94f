import { AppError } from '../../../../../shared/core/errors.ts';
import { call, UnreachableError } from '../../../core/api/client.ts';

/** An answer is taken for true for this long, in ms: who types has the text looked at again and again. */
const freshFor = 5000;
const answers = new Map<string, { readonly at: number; readonly version: Promise<string | undefined> }>();

/** The version of slapos.cookbook that the release of a file pins; undefined where that is not known. */
export function cookbookOf(path: string): Promise<string | undefined> {
  const known = answers.get(path);
  if (known !== undefined && performance.now() < known.at + freshFor) return known.version;
  const version = ask(path);
  answers.set(path, { at: performance.now(), version });
  return version;
}

async function ask(path: string): Promise<string | undefined> {
  try {
    return (await call('getCookbook', { query: { path } })).version;
  } catch (error) {
    // Nothing is said that depends on it; the next look at the text asks again.
    if (error instanceof UnreachableError || error instanceof AppError) return undefined;
    throw error;
  }
}
