import type { Serialisation } from '../../../../../shared/releases.ts';
import { parameterText } from '../../../core/format/parameterText.ts';
import { maskValue, type Json } from '../../../core/format/secrets.ts';
import type { Asked } from './parameterDrafts.ts';
import { differingNames } from './sameParameters.ts';
import { plainTypeName } from './useReleaseSchema.ts';
import styles from './Parameters.module.css';

interface ChangedMeanwhileProps {
  /** What the instance was asked with from here, see `ParameterDraft`. */
  known: readonly Asked[];
  /** What it was asked with last. */
  now: Asked;
  serialisation: Serialisation;
}

/** Says that the instance was asked with something else while its parameters were being edited, and with what. */
export function ChangedMeanwhile({ known, now, serialisation }: ChangedMeanwhileProps) {
  const differences = known.map((before) => differencesOf(before, now, serialisation));
  const [first] = differences;
  if (first === undefined || differences.some((one) => one.length === 0)) return undefined;
  return (
    <div className={styles.changed} role="alert">
      <p>
        The parameters were changed meanwhile. Apply replaces that by what is above; Discard shows them as
        they are now:
      </p>
      <ul>
        {first.map(({ name, before, after }) => (
          <li key={name}>
            {name}: <Value name={name} value={after} /> (before: <Value name={name} value={before} />)
          </li>
        ))}
      </ul>
    </div>
  );
}

function Value({ name, value }: { name: string; value: Json | undefined }) {
  return value === undefined ? 'not given' : <code>{parameterText(maskValue(name, value))}</code>;
}

interface Difference {
  readonly name: string;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

function differencesOf(before: Asked, after: Asked, serialisation: Serialisation): Difference[] {
  const types = [before, after].map(({ softwareType }) => plainTypeName(softwareType));
  const ofType = { name: 'Software type', before: types[0], after: types[1] };
  return [
    ...(types[0] === types[1] ? [] : [ofType]),
    ...differingNames(before.parameters, after.parameters, serialisation).map((name) => ({
      name,
      before: before.parameters[name],
      after: after.parameters[name],
    })),
  ];
}
