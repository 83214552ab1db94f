import { currentRoute, navigate } from '../../../core/navigation.ts';
import { useEditorStore } from './editorStore.ts';

/** After tabs were closed or renamed: the address follows the tab that is active now. */
export function showActiveFile(): void {
  if (currentRoute().page !== 'editor') return;
  navigate({ page: 'editor', path: useEditorStore.getState().activePath }, { replace: true });
}
