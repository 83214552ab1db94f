import * as z from 'zod/mini';
import { Draft } from './draftDatabase.ts';
import { parseJson } from '../../../../../shared/core/json.ts';

const prefix = 'webrunner.left.';

/**
 * What a page has to say at its very end of a file: its unsaved text, or that it has none (`text` is missing), where the
 * database has not said yet that it knows.
 */
const LastWord = z.extend(z.omit(Draft, { workspace: true, text: true }), {
  /** Missing where the page did not know it yet. */
  workspace: z.optional(z.string()),
  text: z.optional(z.string()),
});
export type LastWord = z.infer<typeof LastWord>;

/**
 * Writes down the last words of a page, which nothing asynchronous would survive. Answers false where the browser does not
 * take them: there are too many of them, or it keeps nothing.
 */
export function leaveBehind(page: string, words: readonly LastWord[]): boolean {
  try {
    if (words.length === 0) localStorage.removeItem(prefix + page);
    else localStorage.setItem(prefix + page, JSON.stringify(words));
    return true;
  } catch (error) {
    console.warn('Unsaved edits could not be written down:', error);
    return false;
  }
}

/** The last words of the pages that `isOver` says have ended. They stay until `forgetLastWords`. */
export function lastWords(isOver: (page: string) => boolean): LastWord[] {
  return endedPages(isOver).flatMap((page) => {
    const parsed = z.array(LastWord).safeParse(parseJson(localStorage.getItem(prefix + page) ?? ''));
    return parsed.success ? parsed.data : [];
  });
}

export function forgetLastWords(isOver: (page: string) => boolean): void {
  for (const page of endedPages(isOver)) localStorage.removeItem(prefix + page);
}

function endedPages(isOver: (page: string) => boolean): string[] {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length))
      .filter(isOver);
  } catch (error) {
    console.warn('No local storage:', error);
    return [];
  }
}
