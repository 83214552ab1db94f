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
  /** The field is to take the focus as soon as it is there. */
  focusWanted: boolean;
  input: SearchInput;
  /** Undefined until something was found, or was not. */
  result: SearchResult | undefined;
  /** Why there is no result. */
  problem: string | undefined;
  searching: boolean;
}

export const useSearchStore = createAppStore<SearchStore>(() => ({
  focusWanted: false,
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

/** Asks for the focus in the field; `wanted` is false once it has it. */
export function wantSearchFocus(wanted = true): void {
  useSearchStore.setState({ focusWanted: wanted });
}
