import { use, useState } from 'react';
import type { Json } from '../../../core/format/secrets.ts';
import { ParameterFormContext } from './formContext.ts';
import { readJsonValue } from './parametersJson.ts';
import { labelOf, type SchemaField } from './schemaFields.ts';
import { TextControl } from './TextControl.tsx';

interface ScalarControlProps {
  id: string;
  field: SchemaField;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** It is one of the parameters, not a member of one. */
  isTop: boolean;
  secret: string | undefined;
  invalid: boolean;
  describedBy: string | undefined;
}

/** The control of a text, a number, a truth value or a choice. Nothing typed is no value. */
export function ScalarControl(props: ScalarControlProps) {
  const { id, field, value, onChange, isTop, secret, invalid, describedBy } = props;
  const asTexts = use(ParameterFormContext).texts && isTop;
  const aria = { 'aria-invalid': invalid, 'aria-describedby': describedBy };
  const placeholder = field.default === undefined ? undefined : labelOf(field.default);
  const example =
    placeholder ?? (field.example === undefined ? undefined : `such as ${labelOf(field.example)}`);
  switch (field.kind) {
    case 'boolean':
    case 'choice': {
      const options =
        field.kind === 'choice'
          ? field.options
          : [true, false].map((truth) => ({ value: truth, label: String(truth) }));
      const chosen = options.findIndex((option) => valueText(option.value) === valueText(value));
      return (
        <select
          id={id}
          className="field"
          {...aria}
          value={value === undefined ? '' : String(chosen)}
          onChange={({ target }) => {
            const option = options[Number(target.value)];
            const picked = target.value === '' ? undefined : option?.value;
            onChange(asTexts && picked !== undefined ? valueText(picked) : picked);
          }}
        >
          <option value="">{placeholder === undefined ? 'Not set' : `Default: ${placeholder}`}</option>
          {value !== undefined && chosen === -1 && <option value="-1">{labelOf(value)}</option>}
          {options.map((option, index) => (
            <option key={index} value={index}>
              {option.label}
            </option>
          ))}
        </select>
      );
    }
    case 'integer':
    case 'number':
      return (
        <NumberControl
          id={id}
          aria={aria}
          placeholder={example}
          inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'}
          value={value}
          onChange={onChange}
          asTexts={asTexts}
        />
      );
    case 'string':
    case 'array':
    case 'object':
    case 'null':
      return (
        <TextControl
          id={id}
          {...aria}
          placeholder={example}
          secret={secret}
          value={value === undefined ? '' : valueText(value)}
          onChange={(text) => onChange(text === '' ? undefined : text)}
        />
      );
  }
}

interface NumberControlProps {
  id: string;
  aria: { 'aria-invalid': boolean; 'aria-describedby': string | undefined };
  placeholder: string | undefined;
  inputMode: 'numeric' | 'decimal';
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  asTexts: boolean;
}

/** A number. What is no number stays a text, which the schema then refuses: nothing that was typed is lost. */
function NumberControl(props: NumberControlProps) {
  const { id, aria, placeholder, inputMode, value, onChange, asTexts } = props;
  // `1.` and `1e` are on the way to a number.
  const [typed, setTyped] = useState<string>();
  const parse = (text: string): Json | undefined => {
    const trimmed = text.trim();
    if (trimmed === '') return undefined;
    if (asTexts) return trimmed;
    const read = readJsonValue(trimmed);
    return 'value' in read && typeof read.value === 'number' ? read.value : trimmed;
  };
  const isCurrent = typed !== undefined && parse(typed) === value;
  return (
    <input
      id={id}
      className="field tabular"
      {...aria}
      inputMode={inputMode}
      autoComplete="off"
      placeholder={placeholder}
      value={isCurrent ? typed : value === undefined ? '' : valueText(value)}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(parse(target.value));
      }}
    />
  );
}

/** A value as the text that reaches the instance. */
function valueText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
