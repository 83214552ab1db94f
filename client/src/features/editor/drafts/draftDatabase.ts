import * as z from 'zod/mini';

/** Unsaved text of one file, as one page of this browser had it. */
export const Draft = z.object({
  /** Absolute folder of the workspace, so that servers that share an address do not share drafts. */
  workspace: z.string(),
  path: z.string(),
  /** The page that wrote it. */
  page: z.string(),
  text: z.string(),
  /** What the edits are based on; absent where the file was not on disk. */
  etag: z.optional(z.string()),
  /** When it was written, in ms since the epoch. */
  savedAt: z.number(),
});
export type Draft = z.infer<typeof Draft>;

type DraftKey = Pick<Draft, 'workspace' | 'path' | 'page'>;

const storeName = 'drafts';

/**
 * The drafts in IndexedDB. Written with durability `strict`: with the default, a killed browser loses what it
 * had accepted a moment before.
 */
export class DraftDatabase {
  readonly #name: string;
  #database: Promise<IDBDatabase> | undefined;

  constructor(name = 'webrunner') {
    this.#name = name;
  }

  async put(draft: Draft): Promise<void> {
    await this.#write((store) => store.put(draft));
  }

  async delete({ workspace, path, page }: DraftKey): Promise<void> {
    await this.#write((store) => store.delete([workspace, path, page]));
  }

  /** All drafts of a workspace, of any page. */
  async list(workspace: string): Promise<Draft[]> {
    const database = await this.#open();
    const range = IDBKeyRange.bound([workspace], [workspace, []]);
    return new Promise((resolve, reject) => {
      const request = database.transaction(storeName, 'readonly').objectStore(storeName).getAll(range);
      request.onsuccess = () => resolve(z.array(Draft).parse(request.result));
      request.onerror = () => reject(failureOf(request));
    });
  }

  async #write(change: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    const database = await this.#open();
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'strict' });
      const request = change(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(failureOf(request));
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore(storeName, { keyPath: ['workspace', 'path', 'page'] });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(failureOf(request));
    });
    return this.#database;
  }
}

function failureOf(request: IDBRequest): Error {
  return new Error('The browser does not keep drafts.', { cause: request.error });
}
