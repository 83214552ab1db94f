import { Trash2 } from 'lucide-react';
import { use } from 'react';
import { IconButton } from '../../../components/IconButton.tsx';
import { isJsonObject, isSecretName, type Json } from '../../../core/format/secrets.ts';
import { AnyControl } from './AnyControl.tsx';
import { ParameterFormContext } from './formContext.ts';
import { ListControl } from './ListControl.tsx';
import { ObjectControl } from './ObjectControl.tsx';
import { pointerToken } from './readParameters.ts';
import { ScalarControl } from './ScalarControl.tsx';
import { fieldOf, labelOf, type Schema } from './schemaFields.ts';
import styles from './Parameters.module.css';
import { parseJson } from '../../../../../shared/core/json.ts';

interface FormFieldProps {
  name: string;
  /** Of the value around it. */
  parent: string;
  schema: Schema;
  required: boolean;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  depth: number;
  /** The schema does not describe it, or it is an item of a list: it can be taken away. */
  onRemove?: (() => void) | undefined;
}

/** A value with what the schema says of it, its control and what is wrong with it. */
export function FormField(props: FormFieldProps) {
  const { name, parent, schema, required, value, onChange, depth, onRemove } = props;
  const context = use(ParameterFormContext);
  const field = fieldOf(context.root, schema);
  const pointer = `${parent}/${pointerToken(name)}`;
  const id = context.id(pointer);
  const problems = context.problems.get(pointer) ?? [];
  const secret = field.isSecret || isSecretName(name) ? name : undefined;
  const title = field.title ?? name;
  const notes = `${id}-notes`;
  const hasNotes = field.description !== undefined || problems.length > 0;
  const describedBy = hasNotes ? notes : undefined;
  const structure = field.kind === 'object' || field.kind === 'array' ? structureIn(value) : undefined;
  const isGroup = structure !== undefined;

  const heading = (
    <>
      {title}
      {title !== name && <code className={styles.name}>{name}</code>}
      {required && <span className={styles.tag}>required</span>}
      {field.default !== undefined && !isGroup && (
        <span className={styles.tag} title={labelOf(field.default)}>
          default {labelOf(field.default)}
        </span>
      )}
    </>
  );
  const noteLines = hasNotes && (
    <div id={notes} className={styles.notes}>
      {problems.map((sentence) => (
        <p key={sentence} className={styles.problem}>
          {sentence}
        </p>
      ))}
      {field.description !== undefined && <p>{field.description}</p>}
    </div>
  );
  const remove = onRemove && (
    <IconButton size="small" label={`Remove ${name}`} icon={<Trash2 size={14} />} onClick={onRemove} />
  );

  if (isGroup) {
    const control = { id, pointer, field, onChange, depth: depth + 1 };
    return (
      <fieldset className={styles.group} aria-describedby={describedBy}>
        <legend>{heading}</legend>
        {noteLines}
        {Array.isArray(structure) ? (
          <ListControl {...control} name={title} value={structure} />
        ) : (
          <ObjectControl {...control} name={title} value={structure} />
        )}
        {remove}
      </fieldset>
    );
  }
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{heading}</label>
      <div className={styles.control}>
        <div className={styles.controlRow}>
          {field.kind === 'any' || field.kind === 'object' || field.kind === 'array' ? (
            <AnyControl
              id={id}
              label={title}
              pointer={pointer}
              value={value}
              onChange={onChange}
              secret={secret}
              describedBy={describedBy}
            />
          ) : (
            <ScalarControl
              id={id}
              field={field}
              value={value}
              onChange={onChange}
              isTop={depth === 0}
              secret={secret}
              invalid={problems.length > 0}
              describedBy={describedBy}
            />
          )}
          {remove}
        </div>
        {noteLines}
      </div>
    </div>
  );

  /** The object or list to edit member by member; undefined where the value is something else. */
  function structureIn(given: Json | undefined): Json[] | { [key: string]: Json } | undefined {
    const wanted = field.kind === 'array' ? [] : {};
    if (given === undefined) return wanted;
    const plain = typeof given === 'string' ? (parseJson(given) as Json | undefined) : given;
    const fits = field.kind === 'array' ? Array.isArray(plain) : isJsonObject(plain ?? null);
    return fits && typeof plain === 'object' && plain !== null ? plain : undefined;
  }
}
