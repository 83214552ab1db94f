import type { HashListing } from '../../../../../shared/hashes.ts';
import type { LineEnds } from '../../../core/format/textFormat.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

/** A file that has a tab. Its text is in the editor's model, not here. */
export interface OpenFile {
  path: string;
  /** `unloaded`: it has a tab, and is read when that is shown. */
  state: 'unloaded' | 'loading' | 'text' | 'binary' | 'failed';
  /** Why it cannot be shown, when `failed`. */
  problem?: string;
  /** In bytes, as it was read. */
  size?: number;
  readOnly: boolean;
  dirty: boolean;
  saving: boolean;
  /** How the file on disk relates to what the text is based on. */
  disk: 'same' | 'changed' | 'deleted';
  /** Why the last save failed, until the next. */
  saveProblem?: string | undefined;
  /** When the unsaved edits were made that an earlier visit left behind; until the user has decided. */
  restoredFrom?: number | undefined;
  lineEnds: LineEnds;
  byteOrderMark: boolean;
  language: string;
  /** What was found in the text; undefined where nothing is looked for. */
  problems?: Problems;
}

/** How many lines will not work, are out of date, and are worth a remark. */
export interface Problems {
  errors: number;
  warnings: number;
  notes: number;
}

/** The MD5 sum of a file as it is on disk, and where buildout.hash.cfg files list it. */
export interface Md5Answer {
  path: string;
  md5: string;
  listedIn: readonly HashListing[];
}

/** A place to show, counted from 1; without a line, where the cursor of the file was. */
export interface Place {
  path: string;
  line?: number | undefined;
  column?: number | undefined;
}

interface EditorStore {
  /** Paths in the order of their tabs. */
  tabs: readonly string[];
  activePath: string | undefined;
  files: ReadonlyMap<string, OpenFile>;
  cursor: { line: number; column: number; selected: number } | undefined;
  /** Section of the profile that the cursor is in. */
  section: string | undefined;
  /** What the bottom bar shows on request. */
  md5: Md5Answer | undefined;
  /** That of the active file, where it is listed. */
  listed: Md5Answer | undefined;
  /** Where the editor is to go as soon as it shows the file. */
  reveal: Place | undefined;
}

export const useEditorStore = createAppStore<EditorStore>(() => ({
  tabs: [],
  activePath: undefined,
  files: new Map(),
  cursor: undefined,
  section: undefined,
  md5: undefined,
  listed: undefined,
  reveal: undefined,
}));

/** Adds a tab to the right of the active one, unless the file has one already. */
export function addTab(file: OpenFile): void {
  useEditorStore.setState(({ tabs, files, activePath }) => {
    if (files.has(file.path)) return {};
    const at = activePath === undefined ? tabs.length : tabs.indexOf(activePath) + 1;
    return { tabs: tabs.toSpliced(at, 0, file.path), files: new Map(files).set(file.path, file) };
  });
}

/** Changes what is known of an open file; nothing where it has been closed meanwhile. */
export function updateFile(path: string, change: Partial<OpenFile>): void {
  useEditorStore.setState(({ files }) => {
    const file = files.get(path);
    return file ? { files: new Map(files).set(path, { ...file, ...change }) } : {};
  });
}

/** Removes a tab. Where it was the active one, its right neighbour becomes that, else the left. */
export function removeTab(path: string): void {
  useEditorStore.setState(({ tabs, files, activePath }) => {
    const at = tabs.indexOf(path);
    if (at === -1) return {};
    const left = tabs.filter((tab) => tab !== path);
    const rest = new Map(files);
    rest.delete(path);
    return {
      tabs: left,
      files: rest,
      activePath: activePath === path ? (left[at] ?? left[at - 1]) : activePath,
    };
  });
}

/** Puts another file into the place of a tab. */
export function replaceTab(path: string, file: OpenFile): void {
  useEditorStore.setState(({ tabs, files, activePath }) => {
    const rest = new Map(files);
    rest.delete(path);
    return {
      tabs: tabs.filter((tab) => tab !== file.path).map((tab) => (tab === path ? file.path : tab)),
      files: rest.set(file.path, file),
      activePath: activePath === path ? file.path : activePath,
    };
  });
}

export function activateTab(path: string | undefined): void {
  useEditorStore.setState({ activePath: path });
}

export function setCursor(cursor: EditorStore['cursor'], section: string | undefined): void {
  useEditorStore.setState({ cursor, section });
}

export function setMd5(md5: Md5Answer | undefined): void {
  useEditorStore.setState({ md5 });
}

export function setListed(listed: Md5Answer | undefined): void {
  useEditorStore.setState({ listed });
}

/** Asks the editor to go to a place; undefined once it is there. */
export function requestReveal(reveal: Place | undefined): void {
  useEditorStore.setState({ reveal });
}

/** The file of the active tab. */
export function activeFile({
  files,
  activePath,
}: Pick<EditorStore, 'files' | 'activePath'>): OpenFile | undefined {
  return activePath === undefined ? undefined : files.get(activePath);
}

export function useActiveFile(): OpenFile | undefined {
  return useEditorStore(activeFile);
}
