import { use, useState } from 'react';
import type { Json } from '../../../core/format/secrets.ts';
import { ParameterFormContext } from './formContext.ts';
import type { Schema } from './resolveSchema.ts';
import { readField, toVariant, type ReadField } from './variantValue.ts';

/** A value with what its schema says of it, and the variants that the user chose. */
interface EditedField extends ReadField {
  /** Passes on an edited value. */
  readonly change: (value: Json | undefined) => void;
  /** Chooses a variant at one of the levels. */
  readonly choose: (level: number, variant: number) => void;
}

/** Reads a value by its schema. A variant stays chosen while one types, whatever the value looks like meanwhile. */
export function useReadField(
  schema: Schema,
  value: Json | undefined,
  /** Gives back what it made of the value. */
  onChange: (value: Json | undefined, field: ReadField['field']) => Json | undefined,
): EditedField {
  const { root } = use(ParameterFormContext);
  const [held, setHeld] = useState<{ choices: readonly number[]; value: Json | undefined }>();
  const choices = held !== undefined && Object.is(held.value, value) ? held.choices : [];
  const read = readField(root, schema, value, choices);
  const hold = (chosen: readonly number[], next: Json | undefined): void =>
    setHeld({ choices: chosen, value: onChange(next, read.field) });
  const chosen = read.levels.map((level) => level.chosen);
  return {
    ...read,
    change: (next) => hold(chosen, next),
    choose: (level, variant) => {
      const wanted = read.levels[level]?.variants[variant];
      if (wanted === undefined) return;
      hold([...chosen.slice(0, level), variant], toVariant(root, read.field, wanted.schema, value));
    },
  };
}
