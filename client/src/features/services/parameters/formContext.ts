import { createContext } from 'react';
import type { Schema } from './schemaFields.ts';

/** What every field of a form needs to know. */
export interface FormContext {
  readonly root: Schema;
  /** Parameters of this type reach the instance as texts: a number is kept as the text that is typed. */
  readonly texts: boolean;
  /** Sentences by JSON pointer. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
  /** Makes ids that are unique in the page, from JSON pointers. */
  readonly id: (pointer: string) => string;
  /** A field holds what is no value at all, such as half of a JSON text; undefined when that is over. */
  readonly onUnreadable: (pointer: string, sentence: string | undefined) => void;
}

export const ParameterFormContext = createContext<FormContext>({
  root: {},
  texts: false,
  problems: new Map(),
  id: (pointer) => pointer,
  onUnreadable: () => undefined,
});
