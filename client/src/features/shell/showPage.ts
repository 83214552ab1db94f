import { navigate, type Page } from '../../navigation.ts';
import { useEditorStore } from '../../stores/editorStore.ts';

/** Goes to a page; the editor shows its active tab again. */
export function showPage(page: Page): void {
  navigate(page === 'editor' ? { page, path: useEditorStore.getState().activePath } : { page });
}
