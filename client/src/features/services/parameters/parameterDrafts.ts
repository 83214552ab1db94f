import { createAppStore } from '../../../stores/createAppStore.ts';
import type { ParameterView, TypedParameters } from './parameterViews.ts';

/** Edits of the parameters of an instance that were not applied yet. */
export interface ParameterDraft {
  readonly softwareType: string;
  readonly typed: TypedParameters;
  /** The run that applies them. */
  readonly run?: number | undefined;
}

interface ParameterDrafts {
  /** By partition. They outlive the page that shows them, and what the server tells meanwhile. */
  drafts: ReadonlyMap<string, ParameterDraft>;
  /** The view that is shown where there is no draft. */
  view: ParameterView;
}

export const useParameterDrafts = createAppStore<ParameterDrafts>(() => ({
  drafts: new Map(),
  view: 'form',
}));

/** Keeps the edits of an instance; undefined forgets them. */
export function putDraft(partition: string, draft: ParameterDraft | undefined): void {
  useParameterDrafts.setState(({ drafts }) => {
    const next = new Map(drafts);
    if (draft) next.set(partition, draft);
    else next.delete(partition);
    return { drafts: next };
  });
}

export function setParameterView(view: ParameterView): void {
  useParameterDrafts.setState({ view });
}
