import { currentRelease, useReleasesStore } from '../../releases/index.ts';
import { useEditorStore } from './editorStore.ts';

/** Profile of the release that the header is about. */
export function releaseProfile(): string | undefined {
  return currentRelease(useReleasesStore.getState())?.path;
}

/** What of the workspace the user is about: the file that is shown, else the release, else all of it. */
export function shownPath(): string {
  const { activePath } = useEditorStore.getState();
  return activePath?.startsWith('workspace/') === true ? activePath : (releaseProfile() ?? 'workspace');
}
