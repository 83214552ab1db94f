import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../../components/Button.tsx';
import type { Json } from '../../../core/format/secrets.ts';
import { FormField } from './FormField.tsx';
import type { SchemaField } from './schemaFields.ts';
import styles from './Parameters.module.css';

interface ListControlProps {
  id: string;
  name: string;
  pointer: string;
  field: SchemaField;
  value: readonly Json[];
  onChange: (value: Json | undefined) => void;
  depth: number;
}

/** The items of a list. A list without items is no value. */
export function ListControl({ name, pointer, field, value, onChange, depth }: ListControlProps) {
  const add = useRef<HTMLButtonElement>(null);
  const give = (items: readonly Json[]): void => onChange(items.length === 0 ? undefined : [...items]);
  return (
    <div className={styles.members}>
      {value.map((item, index) => (
        <FormField
          key={index}
          name={String(index)}
          parent={pointer}
          schema={field.items ?? {}}
          required={false}
          value={item}
          onChange={(next) => give(value.with(index, next ?? ''))}
          depth={depth}
          onRemove={() => {
            give(value.toSpliced(index, 1));
            add.current?.focus();
          }}
        />
      ))}
      <Button ref={add} size="small" icon={<Plus size={14} />} onClick={() => give([...value, ''])}>
        Add to {name}
      </Button>
    </div>
  );
}
