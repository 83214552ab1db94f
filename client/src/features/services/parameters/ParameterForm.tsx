import { useMemo } from 'react';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { isJsonObject } from '../../../core/format/secrets.ts';
import { ParameterFormContext, type FormContext } from './formContext.ts';
import { ObjectControl } from './ObjectControl.tsx';
import { fieldOf, type Schema } from './schemaFields.ts';
import styles from './Parameters.module.css';

interface ParameterFormProps {
  schema: Schema;
  parameters: InstanceParameters;
  onChange: (parameters: InstanceParameters) => void;
  texts: boolean;
  problems: FormContext['problems'];
  id: FormContext['id'];
  onUnreadable: FormContext['onUnreadable'];
}

/** Parameters as a form, made from their JSON schema. */
export function ParameterForm(props: ParameterFormProps) {
  const { schema, parameters, onChange, texts, problems, id, onUnreadable } = props;
  const context = useMemo(
    () => ({ root: schema, texts, problems, id, onUnreadable }),
    [schema, texts, problems, id, onUnreadable],
  );
  const field = fieldOf(schema, schema);
  return (
    <ParameterFormContext value={context}>
      {field.description !== undefined && <p className={styles.lead}>{field.description}</p>}
      <ObjectControl
        id={id('')}
        name={undefined}
        pointer=""
        field={field}
        value={parameters}
        depth={0}
        onChange={(value) => onChange(value !== undefined && isJsonObject(value) ? value : {})}
      />
    </ParameterFormContext>
  );
}
