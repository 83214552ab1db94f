import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../../components/Button.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { isSecretName } from '../../../core/format/secrets.ts';
import type { FormContext } from './formContext.ts';
import type { ParameterRow } from './parameterRows.ts';
import { pointerToken } from './readParameters.ts';
import { TextControl } from './TextControl.tsx';
import styles from './Parameters.module.css';

interface ParameterRowsProps {
  rows: readonly ParameterRow[];
  onChange: (rows: readonly ParameterRow[]) => void;
  problems: FormContext['problems'];
}

/** Parameters as names and values. */
export function ParameterRows({ rows, onChange, problems }: ParameterRowsProps) {
  const change = (index: number, changes: Partial<ParameterRow>): void => {
    const row = rows[index];
    if (row) onChange(rows.with(index, { ...row, ...changes }));
  };
  /** What takes the focus once the rows are others. */
  const next = useRef<string>(undefined);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (next.current !== undefined) root.current?.querySelector<HTMLElement>(next.current)?.focus();
    next.current = undefined;
  }, [rows]);
  const add = (): void => {
    next.current = `[aria-label="Name of parameter ${rows.length + 1}"]`;
    onChange([...rows, { key: nextKey, name: '', text: '', isJson: false }]);
  };
  const remove = (index: number): void => {
    const left = rows.length - 1;
    next.current = left === 0 ? '[data-add]' : `[aria-label="Remove parameter ${Math.min(index + 1, left)}"]`;
    onChange(rows.toSpliced(index, 1));
  };
  const nextKey = 1 + Math.max(-1, ...rows.map(({ key }) => key));
  return (
    <div ref={root} className={styles.rows}>
      {rows.length === 0 && <p className={styles.none}>No parameter is given: all have their defaults.</p>}
      {rows.map(({ key, name, text, isJson }, index) => {
        const found = problems.get(`/${pointerToken(name)}`) ?? [];
        return (
          <div key={key} className={styles.row} role="group" aria-label={`Parameter ${index + 1}`}>
            <input
              className="field mono"
              aria-label={`Name of parameter ${index + 1}`}
              placeholder="name"
              value={name}
              onChange={({ target }) => change(index, { name: target.value })}
            />
            <select
              className="field"
              aria-label={`Kind of parameter ${index + 1}`}
              value={isJson ? 'json' : 'text'}
              onChange={({ target }) => change(index, { isJson: target.value === 'json' })}
            >
              <option value="text">Text</option>
              <option value="json">JSON</option>
            </select>
            <TextControl
              aria-label={`Value of parameter ${index + 1}`}
              aria-invalid={found.some(({ isNote }) => !isNote)}
              isCode={isJson}
              secret={isSecretName(name) ? name : undefined}
              value={text}
              onChange={(next) => change(index, { text: next })}
            />
            <IconButton
              size="small"
              label={`Remove parameter ${index + 1}`}
              icon={<Trash2 size={14} />}
              onClick={() => remove(index)}
            />
            {found.map(({ sentence, isNote }) => (
              <p key={sentence} className={isNote ? styles.remark : styles.problem}>
                {sentence}
              </p>
            ))}
          </div>
        );
      })}
      <Button size="small" className={styles.addRow ?? ''} icon={<Plus size={14} />} data-add onClick={add}>
        Add a parameter
      </Button>
    </div>
  );
}
