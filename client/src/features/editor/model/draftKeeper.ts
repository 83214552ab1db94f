/**
 * Unsaved edits outlive the page. From the moment that a key has reached the editor they survive a reload and the end of
 * the tab, since a page writes down at its very end what its database may not have yet; within half a second (a whole one on a busy
 * machine) they survive the end of the browser. They are given up when a save is confirmed, when the text is what is on disk, or
 * when the user says so, and not before. The next page of the tab waits for the end of the one before it, however long that
 * takes; another tab leaves the drafts of the living alone.
 */
import { messageOf } from '../../../core/api/client.ts';
import { adoptDrafts, dropDraft, keepDraft, returnDraft, type Draft } from '../drafts/drafts.ts';
import { leaveBehind, type LastWord } from '../drafts/leftBehind.ts';
import { previousPage, thisPage, whenEnded } from '../drafts/pageIdentity.ts';
import { isDirty, openText, textOf } from '../modelRegistry.ts';
import { notify } from '../../../core/stores/noticesStore.ts';

/** Edits are on their way into the browser's database at most this long after they were typed, in ms. */
const draftPause = 300;

/** How long opened files wait for the end of the page before, in ms; what it left comes later then. */
const patience = 3000;

/** Drafts that were taken over and not shown yet, by path. */
const adopted = new Map<string, Draft>();
/** The first look for drafts. */
let looked: Promise<readonly string[]> = Promise.resolve([]);
/** Absolute folder of the workspace, as soon as it is known. */
let folder: Promise<string> = new Promise(() => {});
let knownFolder: string | undefined;
/** Files whose state the database does not have yet, each with the number of its latest change. */
const unkept = new Map<string, number>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
let changes = 0;
let reported = false;

/**
 * Takes over what earlier visits left unsaved, and calls `onDrafts` with the files concerned: soon, and once more when
 * the page before has ended, should that take long.
 */
export async function adoptEarlierDrafts(
  workspace: Promise<string>,
  onDrafts: (paths: readonly string[]) => Promise<void>,
): Promise<void> {
  folder = workspace.then((path) => (knownFolder = path));
  const ended = previousPage === undefined ? Promise.resolve() : whenEnded(previousPage);
  looked = Promise.race([ended, new Promise((resolve) => setTimeout(resolve, patience))]).then(adopt);
  await onDrafts(await looked);
  await ended;
  await onDrafts(await adopt());
}

async function adopt(): Promise<string[]> {
  const drafts = (await orReport(folder.then(adoptDrafts))) ?? [];
  for (const draft of drafts) adopted.set(draft.path, draft);
  return drafts.map(({ path }) => path);
}

/** The draft of an earlier visit, once. */
export async function takeAdoptedDraft(path: string): Promise<Draft | undefined> {
  await looked;
  const draft = adopted.get(path);
  adopted.delete(path);
  return draft;
}

/** Puts a draft of an earlier visit back for a later one: here is another text of the file by now. */
export async function putBackDraft(draft: Draft): Promise<void> {
  await orReport(returnDraft(draft));
}

/** Keeps the text of a file soon, or forgets its draft where there is nothing unsaved. */
export function scheduleDraft(path: string): void {
  unkept.set(path, ++changes);
  if (!timers.has(path))
    timers.set(
      path,
      setTimeout(() => void writeDraft(path), draftPause),
    );
}

export async function forgetDraft(path: string): Promise<void> {
  unkept.set(path, ++changes);
  await bring(path, async () => dropDraft(await folder, path));
}

/** Keeps the unsaved text of a file that moves: under its new path, before it is forgotten under the old one. */
export async function moveDraft(
  to: string,
  { text, etag }: { text: string; etag: string | undefined },
): Promise<void> {
  await orReport(
    folder.then((workspace) => keepDraft({ workspace, path: to, text, ...(etag !== undefined && { etag }) })),
  );
}

/** Begins to keep what is waiting: the page may be about to go. */
export function flushDrafts(): void {
  for (const path of timers.keys()) void writeDraft(path);
}

/** Writes down what the database may not have yet, for a page that ends now. Answers whether that could be done. */
export function leaveLastWords(): boolean {
  return leaveBehind(thisPage, [...unkept.keys()].map(lastWordOn));
}

/** The page goes on after all: what it wrote down at its end is about to be old. */
export function takeBackLastWords(): void {
  leaveBehind(thisPage, []);
}

function lastWordOn(path: string): LastWord {
  const text = openText(path);
  return {
    ...{ path, page: thisPage, savedAt: Date.now() },
    ...(knownFolder !== undefined && { workspace: knownFolder }),
    ...(text && isDirty(text) && { text: textOf(text) }),
    ...(text?.etag !== undefined && { etag: text.etag }),
  };
}

async function writeDraft(path: string): Promise<void> {
  const { text, etag } = lastWordOn(path);
  if (!openText(path)) return;
  await bring(path, async () => {
    const workspace = await folder;
    if (text === undefined) await dropDraft(workspace, path);
    else await keepDraft({ workspace, path, text, ...(etag !== undefined && { etag }) });
  });
}

/** Brings the state of a file into the database; until then a page that ends has to leave it behind by itself. */
async function bring(path: string, write: () => Promise<void>): Promise<void> {
  clearTimeout(timers.get(path));
  timers.delete(path);
  const change = unkept.get(path);
  const isThere = await orReport(write().then(() => true));
  if (isThere === true && unkept.get(path) === change) unkept.delete(path);
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
