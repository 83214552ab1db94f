import type { ParameterChange } from '../../../../shared/runs.ts';
import { parameterText } from '../../core/format/parameterText.ts';
import { maskValue } from '../../core/format/secrets.ts';
import styles from './RunPage.module.css';

interface ParameterChangesProps {
  name: string;
  changes: readonly ParameterChange[];
  /** What to say where nothing differs. */
  none: string;
}

/** Parameters that differ, before and after. Secrets are masked here: Services shows them. */
export function ParameterChanges({ name, changes, none }: ParameterChangesProps) {
  if (changes.length === 0) return <p className={styles.nothing}>{none}</p>;
  const byPartition = changes.some(({ partition }) => partition !== undefined);
  return (
    <table className={`table ${styles.parameters ?? ''}`} aria-label={name}>
      <thead>
        <tr>
          {byPartition && <th scope="col">Partition</th>}
          <th scope="col">Parameter</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={`${change.partition ?? ''} ${change.name}`}>
            {byPartition && <td>{change.partition}</td>}
            <th scope="row">{change.name}</th>
            <Value name={change.name} value={change.before} missing="not there" />
            <Value name={change.name} value={change.after} missing="gone" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ValueProps {
  name: string;
  value: ParameterChange['before'];
  missing: string;
}

function Value({ name, value, missing }: ValueProps) {
  if (value === undefined) return <td className={styles.missing}>{missing}</td>;
  return (
    <td>
      <code className={styles.value}>{parameterText(maskValue(name, value))}</code>
    </td>
  );
}
