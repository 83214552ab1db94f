import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { currentRoute, navigate, type Route } from '../../../core/navigation.ts';
import { useEditorStore } from './editorStore.ts';
import { openFile } from './openFiles.ts';
import { revealInTree } from '../../files/index.ts';

/** Shows what the address names; an address without a file gets that of the active tab. */
export function followRoute(route: Route): void {
  if (route.page !== 'editor') return;
  const { activePath, files } = useEditorStore.getState();
  const path = route.path ?? activePath;
  if (path === undefined) return;
  if (route.path === undefined) {
    navigate({ page: 'editor', path }, { replace: true });
    return;
  }
  const shown = path === activePath && files.get(path)?.state !== 'unloaded';
  if (shown && route.line === undefined) return;
  reportFailure(openFile(path, { line: route.line, column: route.column }));
  reportFailure(revealInTree(path));
}

/** Shows a file: what a click in the tree, a tab or the palette does. */
export function showFile(path: string, place: { line?: number; column?: number } = {}): void {
  const { page } = currentRoute();
  navigate({ page: 'editor', path, ...place }, { replace: page === 'editor' });
}
