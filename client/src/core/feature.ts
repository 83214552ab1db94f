import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { LiveEvent, Topic } from '../../../shared/index.ts';
import type { Command } from './commands/registry.ts';

/**
 * Pages that belong together, in the order in which they stand on the rail: what one writes, what runs of it, what was
 * run, what is made of it for others, the shell; at the foot what is about the product itself.
 */
export const pageGroups = ['edit', 'services', 'runs', 'release', 'shell', 'foot'] as const;
export type PageGroup = (typeof pageGroups)[number];

/** A page with its tab. */
export interface PageEntry {
  /** On the tab. */
  readonly name: string;
  readonly Icon: LucideIcon;
  readonly group: PageGroup;
  /** What is shown; loaded by itself, but for the editor. */
  readonly Content: ComponentType;
  /** Loads what the page is made of, when a visit begins here or the page is idle. */
  readonly load: () => Promise<unknown>;
  /** In tinykeys' notation. The first is the one that is shown. */
  readonly keys: readonly string[];
  /** The key leads back to the editor when the page is shown. */
  readonly toggles?: true;
  /** It stays mounted behind other pages: what it holds is dear. */
  readonly staysMounted?: true;
  /** It is not loaded before somebody opens it. */
  readonly heavy?: true;
  /** Number of problems for the tab; renders again when it changes. */
  readonly useProblems?: () => number;
}

/** What can stand on the left of the text in the editor. */
export interface SidePaneEntry {
  /** For `showSidePane`. */
  readonly id: string;
  /** On the switch. */
  readonly name: string;
  /** A `SidePane`; it may be loaded when it is shown. */
  readonly Content: ComponentType;
  /** Id of the command that brings it, for its key. */
  readonly command?: string;
  /** Where it was chosen by the pointer: takes the focus to where one types. */
  readonly onPress?: () => void;
}

/** Events by their topics. */
export type EventOf = { [T in Topic]: Extract<LiveEvent, { topic: T }> };

/** What becomes of an event, by its topic. */
export type Topics = { readonly [T in Topic]: (event: EventOf[T]) => void };

/** What a feature brings to the page. Each part is put in the table of its kind by `features/index.ts`. */
export interface Feature {
  readonly page?: PageEntry;
  readonly sidePane?: SidePaneEntry;
  readonly commands?: readonly Command[];
  readonly topics?: Partial<Topics>;
  /** Asks for what the stores of the feature mirror of the server. */
  readonly refresh?: () => void;
  /** Starts what lives outside React, once per page. */
  readonly start?: () => void;
}
