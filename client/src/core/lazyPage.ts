import { lazy } from 'react';
import type { ComponentType } from 'react';
import type { PageEntry } from './feature.ts';

/** A page whose code is loaded when it is shown. */
export function lazyPage(load: () => Promise<ComponentType>): Pick<PageEntry, 'Content' | 'load'> {
  return { Content: lazy(async () => ({ default: await load() })), load };
}
