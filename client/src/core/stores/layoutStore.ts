import { createAppStore } from './createAppStore.ts';

interface LayoutStore {
  /** Which of the panes stands beside the editor, by its id; the first, where there is none of that id. */
  sidePane: string;
  /** Their width in per cent of the window. */
  treeWidth: number;
  treeShown: boolean;
  /** Narrow screens: the tree comes over the editor. */
  drawerOpen: boolean;
  /** No header and no log: the text, and the files beside it. */
  fullScreen: boolean;
  wordWrap: boolean;
  /** The log below the editor. */
  logOpen: boolean;
}

export const treeWidthLimits = { least: 12, most: 60 } as const;

export const useLayoutStore = createAppStore<LayoutStore>(() => ({
  sidePane: 'files',
  treeWidth: 20,
  treeShown: true,
  drawerOpen: false,
  fullScreen: false,
  wordWrap: false,
  logOpen: false,
}));

export function setTreeWidth(percent: number): void {
  const { least, most } = treeWidthLimits;
  useLayoutStore.setState({ treeWidth: Math.min(most, Math.max(least, percent)) });
}

export function toggleTree(): void {
  useLayoutStore.setState(({ treeShown }) => ({ treeShown: !treeShown }));
}

/** Brings a pane on screen on the left of the editor, whatever hides it. */
export function showSidePane(id: string): void {
  useLayoutStore.setState({ sidePane: id, treeShown: true, drawerOpen: true });
}

export function setDrawerOpen(drawerOpen: boolean): void {
  useLayoutStore.setState({ drawerOpen });
}

export function setFullScreen(fullScreen: boolean): void {
  useLayoutStore.setState({ fullScreen });
}

export function setLogOpen(logOpen: boolean): void {
  useLayoutStore.setState({ logOpen });
}

export function toggleWordWrap(): void {
  useLayoutStore.setState(({ wordWrap }) => ({ wordWrap: !wordWrap }));
}
