import { createContext, type ComponentType } from 'react';

/** The states of a component, by what is to be seen in each. */
export type States = Readonly<Record<string, ComponentType>>;

/** Components by their files, relative to `client/src/components`. */
export type Specimens = Readonly<Record<string, States>>;

export const schemes = ['light', 'dark'] as const;
export type Scheme = (typeof schemes)[number];

/** The colours that a specimen is shown in. */
export const SchemeContext = createContext<Scheme>('light');
