import { DraftDatabase, type Draft } from './draftDatabase.ts';
import { forgetLastWords, lastWords } from './leftBehind.ts';
import { alone, livingPages, previousPage, showLife, thisPage } from './pageIdentity.ts';

export type { Draft } from './draftDatabase.ts';

const database = new DraftDatabase();
let shown: Promise<void> | undefined;

/** Keeps the unsaved text of a file. When it resolves, the text survives the end of the browser. */
export async function keepDraft(draft: Omit<Draft, 'page' | 'savedAt'>): Promise<void> {
  await database.put({ ...draft, page: thisPage, savedAt: Date.now() });
}

/** Forgets this page's draft of a file: it was saved or given up. */
export async function dropDraft(workspace: string, path: string): Promise<void> {
  await database.delete({ workspace, path, page: thisPage });
}

/** Gives a draft that was taken over back to the page that wrote it, which has ended. */
export async function returnDraft(draft: Draft): Promise<void> {
  await database.put(draft);
}

/**
 * Takes over the drafts that no living page works on, at most one per file, the latest: they are this page's
 * from now on. Older ones of the same file stay for a later visit. Of two pages that ask at once one gets them.
 */
export async function adoptDrafts(workspace: string): Promise<Draft[]> {
  shown ??= showLife();
  await shown;
  return alone('adopting', async () => {
    const living = await livingPages();
    await takeLastWords(workspace, (page) => page !== thisPage && !living.has(page));
    const latest = latestOrphans(await database.list(workspace), {
      page: thisPage,
      previous: previousPage,
      living,
    });
    await Promise.all(
      latest.map(async (draft) => {
        await database.put({ ...draft, page: thisPage });
        await database.delete(draft);
      }),
    );
    return latest;
  });
}

/** Puts into the database what pages wrote down at their very end, where that is later than what they have there. */
async function takeLastWords(workspace: string, isOver: (page: string) => boolean): Promise<void> {
  const known = await database.list(workspace);
  for (const { text, ...word } of lastWords(isOver)) {
    const draft = { ...word, workspace: word.workspace ?? workspace };
    if (
      known.some(
        ({ path, page, savedAt }) => path === word.path && page === word.page && savedAt > word.savedAt,
      )
    )
      continue;
    await (text === undefined ? database.delete(draft) : database.put({ ...draft, text }));
  }
  forgetLastWords(isOver);
}

interface Pages {
  page: string;
  /** The one that a reload has replaced by this. */
  previous: string | undefined;
  living: ReadonlySet<string>;
}

/**
 * Per file that of the page before, else the latest draft that belongs to no living page. Of a file that this page has a draft
 * of, none but a later one of the page before: another would take the place of what is on screen.
 */
export function latestOrphans(drafts: readonly Draft[], { page, previous, living }: Pages): Draft[] {
  const latest = new Map<string, Draft>();
  const own = new Map(drafts.flatMap((draft) => (draft.page === page ? [[draft.path, draft.savedAt]] : [])));
  for (const draft of drafts) {
    if (draft.page === page || living.has(draft.page)) continue;
    const ownAt = own.get(draft.path);
    if (ownAt !== undefined && (draft.page !== previous || draft.savedAt <= ownAt)) continue;
    const known = latest.get(draft.path);
    const isBetter = known === undefined || (known.page !== previous && known.savedAt < draft.savedAt);
    if (isBetter || draft.page === previous) latest.set(draft.path, draft);
  }
  return [...latest.values()];
}
