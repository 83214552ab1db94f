import { isWithin, nameOf, parentOf } from '../../../../shared/core/paths.ts';
import { setNameInput, useFilesStore, type NameInput } from './model/filesStore.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { deleteEntryDialog } from './overlays.ts';
import { createFile, createFolder, expandFolder, moveEntry, revealInTree } from './model/folders.ts';
import { renameOpenFiles, requestReveal, showFile } from '../editor/index.ts';
import { setDrawerOpen, showSidePane } from '../../core/stores/layoutStore.ts';

/** Whether a path is one of the three roots, which are not the user's to rename or delete. */
export function isRoot(path: string): boolean {
  return !path.includes('/');
}

function isFolder(path: string): boolean {
  if (isRoot(path)) return true;
  const siblings = useFilesStore.getState().folders.get(parentOf(path));
  return siblings?.find(({ name }) => name === nameOf(path))?.kind === 'directory';
}

/** The folder that is selected, or that of the selected file; undefined where nothing is. */
export function selectedFolder(): string | undefined {
  const { selected } = useFilesStore.getState();
  if (selected === undefined) return undefined;
  return isFolder(selected) ? selected : parentOf(selected);
}

/** Where something new goes: the selected folder, or that of the selected file; never a read-only root. */
export function newEntryFolder(): string {
  const { selected } = useFilesStore.getState();
  if (selected === undefined || isWithin(selected, 'releases')) return 'workspace';
  const folder = isFolder(selected) ? selected : parentOf(selected);
  return isRoot(folder) ? 'workspace' : folder;
}

/** Opens the field for the name of something new, in the folder where it goes. */
export async function askForName(kind: 'newFile' | 'newFolder'): Promise<void> {
  const folder = newEntryFolder();
  // The field is in the tree, which another pane, a closed drawer, or the user may have hidden.
  showSidePane('files');
  await expandFolder(folder);
  setNameInput({ kind, folder });
}

/**
 * The name that was meant by what was typed: `/template` and, of a folder, `template/` are `template` in the folder that
 * is selected. So the documents of SlapOS write it.
 */
function meantName(typed: string, input: NameInput): string {
  const name = typed.replace(/^\/+/, '');
  const isOfFolder = input.kind === 'newFolder' || (input.kind === 'rename' && isFolder(input.path));
  return isOfFolder ? name.replace(/\/+$/, '') : name;
}

/** What is wrong with a name that was typed, or undefined. New names may have folders in them: `a/b.cfg`. */
export function nameProblem(typed: string, input: NameInput): string | undefined {
  const name = meantName(typed, input);
  const parts = name.split('/');
  if (input.kind === 'rename' && parts.length > 1) return 'A name has no “/” in it.';
  if (parts.some((part) => part === '')) return 'A name is missing.';
  if (parts.some((part) => part === '.' || part === '..')) return '“.” and “..” are not names.';
  if (name.includes('\0')) return 'A name has no NUL character in it.';
  if (parts.some((part) => new TextEncoder().encode(part).length > 255)) return 'The name is too long.';
  const folder = input.kind === 'rename' ? parentOf(input.path) : input.folder;
  const taken =
    useFilesStore
      .getState()
      .folders.get(folder)
      ?.some((entry) => entry.name === name) === true;
  const unchanged = input.kind === 'rename' && nameOf(input.path) === name;
  return taken && !unchanged ? `There is a “${name}” here already.` : undefined;
}

/** Does what the name input is for; after a new file one types in it. Rejects with the server's reason. */
export async function applyName(typed: string, input: NameInput): Promise<void> {
  const name = meantName(typed, input);
  switch (input.kind) {
    case 'newFile': {
      const path = `${input.folder}/${name}`;
      await createFile(path);
      setDrawerOpen(false);
      requestReveal({ path });
      showFile(path);
      return;
    }
    case 'newFolder': {
      const path = `${input.folder}/${name}`;
      await createFolder(path);
      await expandFolder(path);
      await revealInTree(path);
      return;
    }
    case 'rename': {
      const to = `${parentOf(input.path)}/${name}`;
      if (to === input.path) return;
      await moveEntry(input.path, to);
      await renameOpenFiles(input.path, to);
      await revealInTree(to);
      return;
    }
  }
}

/** Asks whether to delete the selected entry. */
export function deleteSelected(): void {
  const { selected } = useFilesStore.getState();
  if (selected !== undefined) showOverlay(deleteEntryDialog, { path: selected, folder: isFolder(selected) });
}
