import { createContext } from 'react';
import type { Schema } from './resolveSchema.ts';

/** What is to be said at a field. */
export interface FieldProblem {
  readonly sentence: string;
  /** It is worth a look, and refused by nobody. */
  readonly isNote: boolean;
}

/** What every field of a form needs to know. */
export interface FormContext {
  readonly root: Schema;
  /** Parameters of this type reach the instance as texts: a number is kept as the text that is typed. */
  readonly texts: boolean;
  /** What is to be said, by JSON pointer. */
  readonly problems: ReadonlyMap<string, readonly FieldProblem[]>;
  /** Makes ids that are unique in the page, from JSON pointers. */
  readonly id: (pointer: string) => string;
}

export const ParameterFormContext = createContext<FormContext>({
  root: {},
  texts: false,
  problems: new Map(),
  id: (pointer) => pointer,
});
