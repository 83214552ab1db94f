import { Trash2 } from 'lucide-react';
import { use, useState } from 'react';
import { IconButton } from '../../../components/IconButton.tsx';
import type { Json } from '../../../core/format/secrets.ts';
import { AddMember } from './AddMember.tsx';
import { FormField } from './FormField.tsx';
import { ParameterFormContext } from './formContext.ts';
import { RenameMember } from './RenameMember.tsx';
import { isSame } from './resolveSchema.ts';
import type { SchemaField } from './schemaFields.ts';
import { newValue, onlyValue } from './variantValue.ts';
import styles from './Parameters.module.css';

interface ObjectControlProps {
  id: string;
  /** What the object is called; undefined for all of the parameters. */
  name: string | undefined;
  pointer: string;
  field: SchemaField;
  /** It is one of several forms: what tells it apart was chosen already. */
  isVariant: boolean;
  value: Readonly<Record<string, Json>>;
  onChange: (value: Json | undefined) => void;
  depth: number;
}

/** The members of an object: those that the schema describes, and the others that it has, as of a map. */
export function ObjectControl(props: ObjectControlProps) {
  const { id, name, pointer, field, isVariant, value, onChange, depth } = props;
  const { root } = use(ParameterFormContext);
  const { names } = field;
  // Which member is which once it has another name.
  const [renamed, setRenamed] = useState<ReadonlyMap<string, string>>(new Map());
  const described = new Set(field.members.map((member) => member.name));
  const others = Object.keys(value).filter((key) => !described.has(key));
  const isTaken = (key: string): boolean => Object.hasOwn(value, key) || described.has(key);
  const refusal = (key: string): string | undefined =>
    isTaken(key) ? 'There is one of this name.' : names.problemOf(key);
  const give = (entries: readonly [string, Json][]): void =>
    onChange(entries.length === 0 && depth > 0 ? undefined : Object.fromEntries(entries));
  const set = (key: string, next: Json | undefined): void => {
    const entries = Object.entries(value);
    if (!Object.hasOwn(value, key)) give(next === undefined ? entries : [...entries, [key, next]]);
    else {
      give(
        entries.flatMap(([old, item]): [string, Json][] =>
          old !== key ? [[old, item]] : next === undefined ? [] : [[key, next]],
        ),
      );
    }
  };
  const rename = (from: string, to: string): void => {
    setRenamed(new Map(renamed).set(to, renamed.get(from) ?? from));
    give(Object.entries(value).map(([key, item]) => [key === from ? to : key, item]));
  };
  return (
    <div className={styles.members}>
      {field.members.map(({ name: member, schema, required }) => {
        const present = Object.hasOwn(value, member) ? value[member] : undefined;
        if (isVariant && present !== undefined && isSame(present, onlyValue(root, schema))) return undefined;
        return (
          <FormField
            key={`.${member}`}
            name={member}
            parent={pointer}
            schema={schema}
            required={required}
            value={present}
            onChange={(next) => set(member, next)}
            depth={depth}
          />
        );
      })}
      {others.map((other) => (
        <FormField
          key={`+${renamed.get(other) ?? other}`}
          name={other}
          label={other}
          parent={pointer}
          schema={names.schemaOf(other)}
          required={false}
          value={value[other]}
          isKept
          onChange={(next) => set(other, next === undefined ? '' : next)}
          depth={depth}
          actions={
            <span className={styles.actions}>
              <RenameMember name={other} refusal={refusal} onRename={(to) => rename(other, to)} />
              <IconButton
                size="small"
                label={`Remove ${other}`}
                icon={<Trash2 size={14} />}
                onClick={() => {
                  set(other, undefined);
                  document.getElementById(`${id}-new`)?.focus();
                }}
              />
            </span>
          }
        />
      ))}
      {names.isOpen && (
        <AddMember
          id={`${id}-new`}
          to={names.isDescribed ? name : undefined}
          refusal={refusal}
          onAdd={(key) => set(key, newValue(root, names.schemaOf(key)))}
        />
      )}
    </div>
  );
}
