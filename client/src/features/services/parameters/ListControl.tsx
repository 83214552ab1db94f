import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { use, useRef, useState } from 'react';
import { Button } from '../../../components/Button.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import type { Json } from '../../../core/format/secrets.ts';
import { FormField } from './FormField.tsx';
import { ParameterFormContext } from './formContext.ts';
import type { SchemaField } from './schemaFields.ts';
import { newValue } from './variantValue.ts';
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

/** The items of a list, to be added, removed and moved. A list without items is no value. */
export function ListControl({ name, pointer, field, value, onChange, depth }: ListControlProps) {
  const { root } = use(ParameterFormContext);
  const add = useRef<HTMLButtonElement>(null);
  // Which item is which when they change places: what is open or revealed in one goes with it.
  const [keys, setKeys] = useState<readonly number[]>([]);
  const known = value.map((_, index) => keys[index] ?? index);
  const give = (items: readonly Json[], order: readonly number[]): void => {
    setKeys(order);
    onChange(items.length === 0 ? undefined : [...items]);
  };
  const move = (from: number, to: number): void => {
    const item = value[from];
    const key = known[from];
    if (item === undefined || key === undefined || to < 0 || to >= value.length) return;
    give(value.toSpliced(from, 1).toSpliced(to, 0, item), known.toSpliced(from, 1).toSpliced(to, 0, key));
  };
  return (
    <div className={styles.members}>
      {value.map((item, index) => {
        const label = `${name} ${index + 1}`;
        return (
          <FormField
            key={known[index]}
            name={String(index)}
            label={label}
            parent={pointer}
            schema={field.itemAt(index)}
            required={false}
            value={item}
            isKept
            onChange={(next) => give(value.with(index, next === undefined ? '' : next), known)}
            depth={depth}
            actions={
              <span className={styles.actions}>
                {value.length > 1 && (
                  <>
                    <IconButton
                      size="small"
                      label={`Move ${label} up`}
                      icon={<ArrowUp size={14} />}
                      paused={index === 0}
                      onClick={() => move(index, index - 1)}
                    />
                    <IconButton
                      size="small"
                      label={`Move ${label} down`}
                      icon={<ArrowDown size={14} />}
                      paused={index === value.length - 1}
                      onClick={() => move(index, index + 1)}
                    />
                  </>
                )}
                <IconButton
                  size="small"
                  label={`Remove ${label}`}
                  icon={<Trash2 size={14} />}
                  onClick={() => {
                    give(value.toSpliced(index, 1), known.toSpliced(index, 1));
                    add.current?.focus();
                  }}
                />
              </span>
            }
          />
        );
      })}
      <Button
        ref={add}
        size="small"
        icon={<Plus size={14} />}
        onClick={() =>
          give([...value, newValue(root, field.itemAt(value.length))], [...known, 1 + Math.max(-1, ...known)])
        }
      >
        Add to {name}
      </Button>
    </div>
  );
}
