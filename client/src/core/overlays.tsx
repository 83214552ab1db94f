import { lazy, type ComponentType, type ReactNode } from 'react';
import { createAppStore } from './stores/createAppStore.ts';

interface Closable {
  onClose: () => void;
}

/** Something that can be shown in front of the page: a dialog or a palette, which is loaded by itself. */
export interface Overlay<Props> {
  readonly name: string;
  readonly render: (props: Props & Closable) => ReactNode;
}

interface OverlayOptions {
  /** It brings a lot with it, and is not loaded before somebody asks for it. */
  readonly heavy?: true;
}

const early: (() => Promise<unknown>)[] = [];

/** What is worth loading when the page is idle: keys typed while a palette is on its way would go into the text. */
export function earlyOverlays(): readonly (() => Promise<unknown>)[] {
  return early;
}

/** Defines an overlay by what loads its component. */
export function defineOverlay<Props extends object>(
  name: string,
  load: () => Promise<ComponentType<Props & Closable>>,
  { heavy }: OverlayOptions = {},
): Overlay<Props> {
  const Loaded: ComponentType<Props & Closable> = lazy(async () => ({ default: await load() }));
  if (heavy !== true) early.push(load);
  return { name, render: (props) => <Loaded {...props} /> };
}

interface ShownOverlay {
  readonly name: string;
  /** What it was given, for who wants to know what is shown. */
  readonly props: object;
  readonly render: () => ReactNode;
}

interface OverlayStore {
  /** At most one thing at a time. */
  overlay: ShownOverlay | undefined;
}

export const useOverlayStore = createAppStore<OverlayStore>(() => ({ overlay: undefined }));

/** Shows an overlay in place of the one that is shown, if any. */
export function showOverlay<Props extends object>(overlay: Overlay<Props>, props: Props): void {
  const render = () => overlay.render({ ...props, onClose: closeOverlay });
  useOverlayStore.setState({ overlay: { name: overlay.name, props, render } });
}

export function closeOverlay(): void {
  useOverlayStore.setState({ overlay: undefined });
}
