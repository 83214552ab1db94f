import { showSidePane } from '../../core/stores/layoutStore.ts';
import { wantSearchFocus } from './model/searchStore.ts';
import { changeSearch } from './model/search.ts';
import { selectedText } from '../editor/index.ts';
import { navigate } from '../../core/navigation.ts';

/** Shows the search, for what is selected in the editor, if anything. */
export function searchSelection(): void {
  const text = selectedText();
  if (text !== undefined && text !== '') changeSearch({ text, regex: false });
  open();
}

/** Shows the search in one folder, by its client path. */
export function searchFolder(folder: string): void {
  changeSearch({ folder });
  open();
}

function open(): void {
  navigate({ page: 'editor' });
  showSidePane('search');
  wantSearchFocus();
}
