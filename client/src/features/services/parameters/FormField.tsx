import { use } from 'react';
import { isJsonObject, isSecretName, type Json } from '../../../core/format/secrets.ts';
import { ParameterFormContext } from './formContext.ts';
import { FieldGroup } from './FieldGroup.tsx';
import { ListControl } from './ListControl.tsx';
import { ObjectControl } from './ObjectControl.tsx';
import { ParameterNotes } from './ParameterNotes.tsx';
import { pointerToken } from './readParameters.ts';
import type { Schema } from './resolveSchema.ts';
import { ScalarControl } from './ScalarControl.tsx';
import { labelOf } from './schemaFields.ts';
import { useReadField } from './useReadField.ts';
import { emptyValue } from './variantValue.ts';
import { VariantNotes, VariantSelect } from './VariantSelect.tsx';
import styles from './Parameters.module.css';
import { parseJson } from '../../../../../shared/core/json.ts';

interface FormFieldProps {
  name: string;
  /** What it is called where the schema has no title. */
  label?: string;
  /** Of the value around it. */
  parent: string;
  schema: Schema;
  required: boolean;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  depth: number;
  /** It is there until it is taken away: an item of a list or a map, or what the schema does not describe. */
  isKept?: boolean;
  /** What can be done with it beside editing. */
  actions?: React.ReactNode;
}

/** A value with what the schema says of it, its control and what is wrong with it. */
export function FormField(props: FormFieldProps) {
  const { name, parent, schema, required, value: given, onChange, depth, isKept = false, actions } = props;
  const context = use(ParameterFormContext);
  const asText = context.texts && depth === 0;
  // A structure can be a parameter that reaches the instance as a text.
  const value = asText && typeof given === 'string' ? structureIn(given) : given;
  const { outer, field, levels, change, choose } = useReadField(schema, value, (next, { kind }) => {
    const kept = next === undefined && isKept ? emptyValue(kind) : next;
    onChange(kept);
    return kept;
  });
  const pointer = `${parent}/${pointerToken(name)}`;
  const id = context.id(pointer);
  const problems = context.problems.get(pointer) ?? [];
  const secret = outer.isSecret || field.isSecret || isSecretName(name) ? name : undefined;
  const title = outer.title ?? props.label ?? name;
  const notes = `${id}-notes`;
  const hasNotes = outer.description !== undefined || problems.length > 0;
  const describedBy = hasNotes ? notes : undefined;
  const isGroup = field.kind === 'object' || field.kind === 'array';

  const heading = (
    <>
      {title}
      {title !== name && props.label === undefined && <code className={styles.name}>{name}</code>}
      {required && <span className={styles.tag}>required</span>}
      {outer.default !== undefined && !isGroup && (
        <span className={styles.tag} title={labelOf(outer.default)}>
          default {labelOf(outer.default)}
        </span>
      )}
    </>
  );
  const noteLines = hasNotes && (
    <ParameterNotes id={notes} problems={problems} description={outer.description} />
  );
  // Where parameters are texts, one that the schema does not type is a text.
  const hasChoice = levels.length > 0 && !(asText && outer.isUntyped && field.kind === 'string');
  const select = hasChoice && <VariantSelect label={title} levels={levels} onChoose={choose} />;

  if (isGroup) {
    const control = { id, pointer, field, depth: depth + 1, name: title, onChange: change };
    const items = field.kind === 'array' && Array.isArray(value) ? value : [];
    const members = value !== undefined && isJsonObject(value) ? value : {};
    const filled = field.kind === 'array' ? items.length : Object.keys(members).length;
    return (
      <FieldGroup
        id={id}
        heading={heading}
        title={title}
        select={select}
        notes={
          <>
            {noteLines}
            <VariantNotes levels={levels} />
          </>
        }
        actions={actions}
        describedBy={describedBy}
        summary={summaryOf(field.kind, filled)}
        startsOpen={filled > 0 || isKept || required || (depth === 0 && field.members.length <= 8)}
        hasProblem={[...context.problems.keys()].some((one) => one.startsWith(`${pointer}/`))}
      >
        {field.kind === 'array' ? (
          <ListControl {...control} value={items} />
        ) : (
          <ObjectControl {...control} isVariant={hasChoice} value={members} />
        )}
      </FieldGroup>
    );
  }
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{heading}</label>
      <div className={styles.control}>
        <div className={styles.controlRow}>
          {select}
          {field.kind !== 'null' && (
            <ScalarControl
              id={id}
              field={field}
              value={value}
              onChange={change}
              isTop={depth === 0}
              secret={secret}
              invalid={problems.some(({ isNote }) => !isNote)}
              describedBy={describedBy}
            />
          )}
          {actions}
        </div>
        {noteLines}
        <VariantNotes levels={levels} />
      </div>
    </div>
  );
}

function summaryOf(kind: 'object' | 'array', filled: number): string {
  if (filled === 0) return kind === 'array' ? 'empty' : 'not set';
  if (kind === 'array') return filled === 1 ? '1 item' : `${filled} items`;
  return `${filled} set`;
}

/** The object or list that a text holds, else the text. */
function structureIn(text: string): Json {
  const plain = /^\s*[{[]/.test(text) ? (parseJson(text) as Json | undefined) : undefined;
  return plain ?? text;
}
