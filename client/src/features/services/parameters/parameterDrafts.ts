import * as z from 'zod/mini';
import { SoftwareInstance } from '../../../../../shared/instances.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';
import type { ParameterView } from './parameterViews.ts';

const Asked = z.object({
  softwareType: z.string(),
  parameters: SoftwareInstance.shape.instanceParameters,
});
/** What an instance was asked with. */
export type Asked = z.infer<typeof Asked>;

/** Edits of the parameters of an instance that were not applied yet. */
const ParameterDraft = z.object({
  softwareType: z.string(),
  typed: z.discriminatedUnion('view', [
    z.object({ view: z.literal('form'), parameters: SoftwareInstance.shape.instanceParameters }),
    z.object({
      view: z.literal('rows'),
      rows: z.readonly(
        z.array(z.object({ key: z.number(), name: z.string(), text: z.string(), isJson: z.boolean() })),
      ),
    }),
    z.object({ view: z.enum(['json', 'xml']), text: z.string() }),
  ]),
  /**
   * What the instance was asked with when they began, or when they were applied last, and what was applied then: where
   * it was asked with something else meanwhile, that was not done here.
   */
  known: z.array(Asked),
  /** The run that applies them. */
  run: z.optional(z.number()),
});
export type ParameterDraft = z.infer<typeof ParameterDraft>;

interface ParameterDrafts {
  /** By what `draftKey` says. They outlive the page that shows them, and what the server tells meanwhile. */
  drafts: ReadonlyMap<string, ParameterDraft>;
  /** The view that is shown where there is no draft. */
  view: ParameterView;
}

export const useParameterDrafts = createAppStore<ParameterDrafts>(() => ({
  drafts: new Map(),
  view: 'form',
}));

type Named = Pick<SoftwareInstance, 'release' | 'reference'>;

/** Names an instance, or a shared one of a host, for longer than its partition, which another one may get. */
export function draftKey({ release, reference }: Named, host?: Named): string {
  return JSON.stringify([release, reference, ...(host === undefined ? [] : [host.reference])]);
}

/** Keeps the edits of an instance; undefined forgets them. */
export function putDraft(key: string, draft: ParameterDraft | undefined): void {
  useParameterDrafts.setState(({ drafts }) => {
    const next = new Map(drafts);
    if (draft) next.set(key, draft);
    else next.delete(key);
    return { drafts: next };
  });
}

export function setParameterView(view: ParameterView): void {
  useParameterDrafts.setState({ view });
}

/** Where they survive a reload, for this browser tab alone: another one edits for itself. */
const storageKey = 'webrunner.parameterDrafts';

/** The drafts of before the reload. Those of another version of the product, which may look otherwise, are left. */
export function readStoredDrafts(): void {
  const stored = z.safeParse(
    z.array(z.tuple([z.string(), ParameterDraft])),
    parse(sessionStorage.getItem(storageKey)),
  );
  if (stored.success) useParameterDrafts.setState({ drafts: new Map(stored.data) });
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '[]');
  } catch (error) {
    console.warn('The edits of parameters of before the reload cannot be read:', error);
    return undefined;
  }
}

readStoredDrafts();
useParameterDrafts.subscribe(({ drafts }, before) => {
  if (drafts === before.drafts) return;
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...drafts]));
  } catch (error) {
    // Full, or refused by the browser: they are kept as long as the page is.
    console.warn('The edits of parameters will not survive a reload:', error);
  }
});
