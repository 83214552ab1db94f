import type { SearchResult } from '../../../../../shared/search.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

/** What a search looks for. */
export interface SearchInput {
  readonly text: string;
  /** Globs with commas between them; empty for all files. */
  readonly names: string;
  /** Client path. */
  readonly folder: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  readonly regex: boolean;
}

interface SearchStore {
  /** Whether the search stands in the place of the tree. */
  shown: boolean;
  /** Grows each time that the field is to take the focus. */
  asked: number;
  input: SearchInput;
  /** Undefined until something was found, or was not. */
  result: SearchResult | undefined;
  /** Why there is no result. */
  problem: string | undefined;
  searching: boolean;
}

export const useSearchStore = createAppStore<SearchStore>(() => ({
  shown: false,
  asked: 0,
  input: {
    text: '',
    names: '',
    folder: 'workspace',
    matchCase: false,
    wholeWord: false,
    regex: false,
  },
  result: undefined,
  problem: undefined,
  searching: false,
}));

/** Shows the search in the place of the tree, with the focus in its field. */
export function showSearch(): void {
  useSearchStore.setState(({ asked }) => ({ shown: true, asked: asked + 1 }));
}

/** Shows the tree again. The search keeps what it found. */
export function hideSearch(): void {
  useSearchStore.setState({ shown: false });
}
