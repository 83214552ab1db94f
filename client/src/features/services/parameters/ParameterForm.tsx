import { useMemo } from 'react';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';
import { ParameterFormContext, type FormContext } from './formContext.ts';
import { ObjectControl } from './ObjectControl.tsx';
import type { Schema } from './resolveSchema.ts';
import { useReadField } from './useReadField.ts';
import { VariantNotes, VariantSelect } from './VariantSelect.tsx';
import styles from './Parameters.module.css';

interface ParameterFormProps {
  schema: Schema;
  parameters: InstanceParameters;
  onChange: (parameters: InstanceParameters) => void;
  texts: boolean;
  problems: FormContext['problems'];
  id: FormContext['id'];
}

/** Parameters as a form, made from their JSON schema. */
export function ParameterForm(props: ParameterFormProps) {
  const { schema, parameters, onChange, texts, problems, id } = props;
  const context = useMemo(() => ({ root: schema, texts, problems, id }), [schema, texts, problems, id]);
  return (
    <ParameterFormContext value={context}>
      <RootField schema={schema} parameters={parameters} onChange={onChange} id={id('')} />
    </ParameterFormContext>
  );
}

interface RootFieldProps extends Pick<ParameterFormProps, 'schema' | 'parameters' | 'onChange'> {
  id: string;
}

function RootField({ schema, parameters, onChange, id }: RootFieldProps) {
  const { outer, field, levels, change, choose } = useReadField(schema, parameters, (value) => {
    const next = objectIn(value);
    onChange(next);
    return next;
  });
  return (
    <>
      {outer.description !== undefined && <p className={styles.lead}>{outer.description}</p>}
      {field.variants.length === 0 && levels.length > 0 && !outer.isUntyped && (
        <div className={styles.rootVariant}>
          <VariantSelect label="these parameters" levels={levels} onChoose={choose} />
          <VariantNotes levels={levels} />
        </div>
      )}
      <ObjectControl
        id={id}
        name={undefined}
        pointer=""
        field={field}
        isVariant={levels.length > 0}
        value={parameters}
        depth={0}
        onChange={change}
      />
    </>
  );
}

function objectIn(value: Json | undefined): InstanceParameters {
  return value !== undefined && isJsonObject(value) ? value : {};
}
