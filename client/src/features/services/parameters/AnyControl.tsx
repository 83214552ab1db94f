import { use, useEffect, useState } from 'react';
import type { Json } from '../../../core/format/secrets.ts';
import { ParameterFormContext } from './formContext.ts';
import { readJsonValue } from './parametersJson.ts';
import { problemText } from './readParameters.ts';
import { TextControl } from './TextControl.tsx';
import styles from './Parameters.module.css';

interface AnyControlProps {
  id: string;
  label: string;
  pointer: string;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  secret: string | undefined;
  describedBy: string | undefined;
}

/** A value of any kind: a text, or JSON. */
export function AnyControl({ id, label, pointer, value, onChange, secret, describedBy }: AnyControlProps) {
  const { onUnreadable } = use(ParameterFormContext);
  const [isJson, setIsJson] = useState(value !== undefined && typeof value !== 'string');
  // What is typed, as long as it is no value.
  const [typed, setTyped] = useState<string>();
  useEffect(() => () => onUnreadable(pointer, undefined), [onUnreadable, pointer]);

  const take = (text: string, asJson: boolean): void => {
    const read = asJson && text.trim() !== '' ? readJsonValue(text) : undefined;
    if (read && 'problem' in read) {
      setTyped(text);
      onUnreadable(pointer, problemText(read.problem));
      return;
    }
    setTyped(undefined);
    onUnreadable(pointer, undefined);
    onChange(text.trim() === '' && asJson ? undefined : (read?.value ?? (text === '' ? undefined : text)));
  };
  const shown =
    typed ?? (value === undefined ? '' : isJson ? JSON.stringify(value, undefined, 2) : asText(value));
  return (
    <span className={styles.anyControl}>
      <select
        className="field"
        aria-label={`Kind of ${label}`}
        value={isJson ? 'json' : 'text'}
        onChange={({ target }) => {
          const asJson = target.value === 'json';
          setIsJson(asJson);
          if (asJson && typeof value === 'string') return;
          take(shown, asJson);
        }}
      >
        <option value="text">Text</option>
        <option value="json">JSON</option>
      </select>
      <TextControl
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        value={shown}
        isCode={isJson}
        secret={secret}
        onChange={(text) => take(text, isJson)}
      />
    </span>
  );
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
