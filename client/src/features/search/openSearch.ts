import { showSidePane } from '../../stores/layoutStore.ts';
import { showSearch } from '../../stores/searchStore.ts';
import { changeSearch } from '../../sync/search.ts';
import { selectedText } from '../editor/activeEditor.ts';
import { showPage } from '../shell/showPage.ts';

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
  showPage('editor');
  showSidePane();
  showSearch();
}
