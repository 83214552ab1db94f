import { DraftDatabase, type Draft } from './draftDatabase.ts';
import { livingPages, pageIdentity } from './pageIdentity.ts';

export type { Draft } from './draftDatabase.ts';

const database = new DraftDatabase();

/** Keeps the unsaved text of a file. */
export async function keepDraft(draft: Omit<Draft, 'page' | 'savedAt'>): Promise<void> {
  await database.put({ ...draft, page: await pageIdentity(), savedAt: Date.now() });
}

/** Forgets this page's draft of a file: it was saved or given up. */
export async function dropDraft(workspace: string, path: string): Promise<void> {
  await database.delete({ workspace, path, page: await pageIdentity() });
}

/**
 * Takes over the drafts that no living page works on, at most one per file, the latest: they are this page's
 * from now on. Older ones of the same file stay for a later visit.
 */
export async function adoptDrafts(workspace: string): Promise<Draft[]> {
  const [page, living, drafts] = await Promise.all([pageIdentity(), livingPages(), database.list(workspace)]);
  const latest = latestOrphans(drafts, page, living);
  await Promise.all(
    latest
      .filter((draft) => draft.page !== page)
      .map(async (draft) => {
        await database.put({ ...draft, page });
        await database.delete(draft);
      }),
  );
  return latest;
}

/** Per file the latest draft that belongs to `page` or to no living page. */
export function latestOrphans(drafts: readonly Draft[], page: string, living: ReadonlySet<string>): Draft[] {
  const latest = new Map<string, Draft>();
  for (const draft of drafts) {
    if (draft.page !== page && living.has(draft.page)) continue;
    const known = latest.get(draft.path);
    if (known === undefined || known.savedAt < draft.savedAt) latest.set(draft.path, draft);
  }
  return [...latest.values()];
}
