import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import type { Json } from '../../../core/format/secrets.ts';
import { FormField } from './FormField.tsx';
import type { SchemaField } from './schemaFields.ts';
import styles from './Parameters.module.css';

interface ObjectControlProps {
  id: string;
  /** What the object is called; undefined for all of the parameters. */
  name: string | undefined;
  pointer: string;
  field: SchemaField;
  value: Readonly<Record<string, Json>>;
  onChange: (value: Json | undefined) => void;
  depth: number;
}

/** Levels whose members are shown although they have no value: a schema may refer to itself. */
const openDepth = 2;

/** The members of an object: those that the schema describes, and the others that it has. */
export function ObjectControl({ id, name, pointer, field, value, onChange, depth }: ObjectControlProps) {
  const [opened, setOpened] = useState(depth <= openDepth || Object.keys(value).length > 0);
  if (!opened) {
    return (
      <Button size="small" aria-expanded={false} onClick={() => setOpened(true)}>
        Show the members of {name}
      </Button>
    );
  }
  const described = new Set(field.members.map((member) => member.name));
  const others = Object.keys(value).filter((key) => !described.has(key));
  const set = (key: string, next: Json | undefined): void => {
    const entries: [string, Json][] = Object.hasOwn(value, key)
      ? Object.entries(value).flatMap(([old, item]) =>
          old !== key ? [[old, item]] : next === undefined ? [] : [[key, next]],
        )
      : [...Object.entries(value), ...(next === undefined ? [] : [[key, next] as [string, Json]])];
    onChange(entries.length === 0 && depth > 0 ? undefined : Object.fromEntries(entries));
  };
  return (
    <div className={styles.members}>
      {field.members.map(({ name: member, schema, required }) => (
        <FormField
          key={member}
          name={member}
          parent={pointer}
          schema={schema}
          required={required}
          value={Object.hasOwn(value, member) ? value[member] : undefined}
          onChange={(next) => set(member, next)}
          depth={depth}
        />
      ))}
      {others.map((other) => (
        <FormField
          key={other}
          name={other}
          parent={pointer}
          schema={{}}
          required={false}
          value={value[other]}
          // An empty one stays a row until it is removed.
          onChange={(next) => set(other, next ?? '')}
          depth={depth}
          onRemove={() => {
            set(other, undefined);
            document.getElementById(`${id}-new`)?.focus();
          }}
        />
      ))}
      {field.isOpen && (
        <AddMember
          id={`${id}-new`}
          taken={(key) => Object.hasOwn(value, key) || described.has(key)}
          onAdd={(key) => set(key, '')}
        />
      )}
    </div>
  );
}

interface AddMemberProps {
  id: string;
  taken: (name: string) => boolean;
  onAdd: (name: string) => void;
}

/** Adds a parameter that the schema allows and does not describe. */
function AddMember({ id, taken, onAdd }: AddMemberProps) {
  const [name, setName] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const isTaken = taken(name);
  const add = (): void => {
    if (name === '' || isTaken) return;
    onAdd(name);
    setName('');
    field.current?.focus();
  };
  return (
    <div className={styles.add}>
      <input
        ref={field}
        id={id}
        className="field mono"
        aria-label="Name of another parameter"
        placeholder="Another parameter"
        value={name}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button size="small" icon={<Plus size={14} />} disabled={name === '' || isTaken} onClick={add}>
        Add
      </Button>
      {isTaken && name !== '' && <span className={styles.problem}>There is one of this name.</span>}
    </div>
  );
}
