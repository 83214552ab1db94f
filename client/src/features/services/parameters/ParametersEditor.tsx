import { useCallback, useId, useMemo, useState } from 'react';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';
import type { ParameterProblem } from '../../../../../shared/parameters/parameterProblems.ts';
import { Button } from '../../../components/Button.tsx';
import { maskValue } from '../../../core/format/secrets.ts';
import { hostTypeOf } from './offeredTypes.ts';
import type { FieldProblem, FormContext } from './formContext.ts';
import { ParameterForm } from './ParameterForm.tsx';
import { ParameterRows } from './ParameterRows.tsx';
import { ParameterText } from './ParameterText.tsx';
import {
  parameterViews,
  viewLabel,
  writeTyped,
  type ParameterView,
  type TypedParameters,
} from './parameterViews.ts';
import { problemText } from './readParameters.ts';
import type { ParametersCheck } from './useParametersCheck.ts';
import { plainTypeName } from './useReleaseSchema.ts';
import styles from './Parameters.module.css';

interface ParametersEditorProps {
  schema: ReleaseSchema;
  softwareType: string;
  onTypeChange: (softwareType: string) => void;
  typed: TypedParameters;
  /** What the user typed. */
  onChange: (typed: TypedParameters) => void;
  /** The same parameters in another view. */
  onView: (typed: TypedParameters) => void;
  check: ParametersCheck;
  serverProblems: readonly ParameterProblem[];
}

/** Edits the parameters and the software type of an instance in one of four views. */
export function ParametersEditor(props: ParametersEditorProps) {
  const { schema, softwareType, onTypeChange, typed, onChange, onView, check, serverProblems } = props;
  const [refusal, setRefusal] = useState<string>();
  const [revealed, setRevealed] = useState(false);
  /** The text as the user left it: what one types is not hidden from oneself. */
  const [edited, setEdited] = useState<string>();
  const prefix = useId();
  const id = useCallback((pointer: string) => `${prefix}${pointer}`, [prefix]);
  const { type, read, problems } = check;
  const parameters = 'parameters' in read ? read.parameters : undefined;
  const readProblem = 'problem' in read ? read.problem : undefined;
  const byPointer = useMemo(
    () => groupByPointer([...problems, ...serverProblems]),
    [problems, serverProblems],
  );

  const showView = (view: ParameterView): void => {
    if (!parameters) {
      setRefusal(`Mend this first: ${viewLabel[view]} shows the same parameters.`);
      return;
    }
    const written = writeTyped(parameters, view, type.serialisation);
    if ('refusal' in written) setRefusal(written.refusal);
    else {
      setRefusal(undefined);
      onView(written);
    }
  };
  const change = (next: TypedParameters): void => {
    setRefusal(undefined);
    onChange(next);
  };
  const isEdited = 'text' in typed && typed.text === edited;
  const masked = revealed || isEdited ? undefined : maskedText(typed, check);
  const types = schema.softwareTypes;
  const isKnownType = types.some(({ name }) => name === plainTypeName(softwareType));

  return (
    <div className={styles.editor}>
      <div className={styles.bar}>
        <label className={styles.type}>
          Software type
          <select
            className="field"
            value={plainTypeName(softwareType)}
            disabled={types.length === 1 && isKnownType}
            title={type.description}
            onChange={({ target }) => onTypeChange(target.value)}
          >
            {!isKnownType && (
              <option value={plainTypeName(softwareType)}>{plainTypeName(softwareType)}</option>
            )}
            {types.map((one) => (
              <option key={one.name} value={one.name}>
                {typeLabel(one)}
              </option>
            ))}
          </select>
        </label>
        <div className={styles.views} role="group" aria-label="View of the parameters">
          {parameterViews.map((view) => {
            const missing = view === 'form' && type.parameters === undefined;
            return (
              <Button
                key={view}
                size="small"
                look="quiet"
                aria-pressed={typed.view === view}
                disabled={missing}
                title={missing ? 'The release does not describe its parameters' : undefined}
                onClick={() => showView(view)}
              >
                {viewLabel[view]}
              </Button>
            );
          })}
        </div>
      </div>
      {schema.problem !== undefined && (
        <p className={styles.problem}>The description of the release cannot be used: {schema.problem}</p>
      )}
      {type.gaps !== undefined && (
        <ul className={styles.problems} aria-label="What the description lacks">
          {type.gaps.map((gap) => (
            <li key={gap} className={styles.remark}>
              {gap}
            </li>
          ))}
        </ul>
      )}
      {refusal !== undefined && (
        <p className={styles.problem} role="alert">
          {refusal}
        </p>
      )}
      {typed.view === 'form' && (
        <ParameterForm
          key={type.name}
          schema={type.parameters ?? {}}
          parameters={typed.parameters}
          texts={type.serialisation === 'xml'}
          problems={byPointer}
          id={id}
          onChange={(next) => change({ view: 'form', parameters: next })}
        />
      )}
      {typed.view === 'rows' && (
        <>
          <ParameterRows
            rows={typed.rows}
            problems={byPointer}
            onChange={(rows) => change({ view: 'rows', rows })}
          />
          {readProblem && (
            <p className={styles.problem} role="alert">
              {problemText(readProblem)}
            </p>
          )}
        </>
      )}
      {(typed.view === 'json' || typed.view === 'xml') && (
        <ParameterText
          label={`Parameters as ${viewLabel[typed.view]}`}
          text={typed.text}
          masked={masked}
          problem={readProblem}
          onReveal={() => setRevealed(true)}
          onChange={(text) => {
            setEdited(text);
            change({ view: typed.view, text });
          }}
        />
      )}
      <PlacedProblems check={check} shown={typed.view} all={[...problems, ...serverProblems]} />
    </div>
  );
}

/** What the schema refuses, with its place in the text; in a form it stands at the fields, but for what is of none. */
function PlacedProblems({
  check,
  shown,
  all,
}: {
  check: ParametersCheck;
  shown: ParameterView;
  all: readonly ParameterProblem[];
}) {
  const { read } = check;
  const listed = all.filter(
    ({ pointer }) =>
      shown === 'json' ||
      shown === 'xml' ||
      pointer === '' ||
      (shown === 'rows' && pointer.lastIndexOf('/') > 0),
  );
  if (listed.length === 0 || 'problem' in read) return undefined;
  return (
    <ul className={styles.problems} aria-label="Problems of the parameters">
      {listed.map(({ pointer, sentence, isNote }) => (
        <li key={`${pointer} ${sentence}`} className={isNote === true ? styles.remark : styles.problem}>
          {problemText({
            place: read.placeOf(pointer),
            sentence: pointer === '' ? sentence : `${nameOfPointer(pointer)}: ${sentence}`,
          })}
        </li>
      ))}
    </ul>
  );
}

function typeLabel({ name, title, shared }: ReleaseSchema['softwareTypes'][number]): string {
  if (shared === true) return title === undefined ? name : `${title} (${hostTypeOf(name) ?? name}, shared)`;
  return title === undefined || title.toLowerCase() === name.toLowerCase() ? name : `${title} (${name})`;
}

function nameOfPointer(pointer: string): string {
  return pointer.slice(1).replaceAll('/', ' › ').replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The text with its secrets masked; undefined where there is none. */
function maskedText(typed: TypedParameters, { type, read }: ParametersCheck): string | undefined {
  if ('problem' in read || (typed.view !== 'json' && typed.view !== 'xml')) return undefined;
  const masked = Object.fromEntries(
    Object.entries(read.parameters).map(([name, value]) => [name, maskValue(name, value)]),
  );
  if (JSON.stringify(masked) === JSON.stringify(read.parameters)) return undefined;
  const written = writeTyped(masked, typed.view, type.serialisation);
  return 'text' in written ? written.text : undefined;
}

function groupByPointer(problems: readonly ParameterProblem[]): FormContext['problems'] {
  const groups = new Map<string, FieldProblem[]>();
  for (const { pointer, sentence, isNote = false } of problems) {
    const group = groups.get(pointer) ?? [];
    if (!group.some((one) => one.sentence === sentence)) group.push({ sentence, isNote });
    groups.set(pointer, group);
  }
  return groups;
}
