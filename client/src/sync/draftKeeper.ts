import { messageOf } from '../api/client.ts';
import { adoptDrafts, dropDraft, keepDraft, type Draft } from '../drafts/drafts.ts';
import { isDirty, openText, textOf } from '../features/editor/modelRegistry.ts';
import { useConnectionStore } from '../stores/connectionStore.ts';
import { notify } from '../stores/noticesStore.ts';

/** Edits are in the browser's database at most this long after they were typed, in ms. */
const draftPause = 500;

let adopted = Promise.resolve(new Map<string, Draft>());
const timers = new Map<string, ReturnType<typeof setTimeout>>();
let reported = false;

/** Takes over what earlier visits left unsaved. Answers the files concerned. */
export async function adoptEarlierDrafts(workspace: Promise<string>): Promise<string[]> {
  adopted = workspace
    .then((folder) => orReport(adoptDrafts(folder)))
    .then((drafts = []) => new Map(drafts.map((draft) => [draft.path, draft])));
  return [...(await adopted).keys()];
}

/** The draft of an earlier visit, once. */
export async function takeAdoptedDraft(path: string): Promise<Draft | undefined> {
  const drafts = await adopted;
  const draft = drafts.get(path);
  drafts.delete(path);
  return draft;
}

/** Keeps the text of a file soon, or forgets its draft where there is nothing unsaved. */
export function scheduleDraft(path: string): void {
  if (!timers.has(path))
    timers.set(
      path,
      setTimeout(() => void writeDraft(path), draftPause),
    );
}

/** Keeps at once what is waiting: the page may be about to go. */
export function flushDrafts(): void {
  for (const path of timers.keys()) void writeDraft(path);
}

export async function forgetDraft(path: string): Promise<void> {
  clearTimeout(timers.get(path));
  timers.delete(path);
  const workspace = useConnectionStore.getState().session?.workspace;
  if (workspace !== undefined) await orReport(dropDraft(workspace, path));
}

async function writeDraft(path: string): Promise<void> {
  const text = openText(path);
  const workspace = useConnectionStore.getState().session?.workspace;
  clearTimeout(timers.get(path));
  timers.delete(path);
  if (!text || workspace === undefined) return;
  if (!isDirty(text)) await forgetDraft(path);
  else
    await orReport(
      keepDraft({
        workspace,
        path,
        text: textOf(text),
        ...(text.etag !== undefined && { etag: text.etag }),
      }),
    );
}

/** A browser without a database (some private windows) still edits: it is told once what it misses. */
async function orReport<Value>(work: Promise<Value>): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    console.error(error);
    if (!reported)
      notify({ look: 'error', text: `${messageOf(error)} Save often: unsaved edits can be lost.` });
    reported = true;
    return undefined;
  }
}
