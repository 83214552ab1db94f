import { isHttpUrl } from '../../../core/format/httpUrl.ts';
import { parameterText, structureOf } from '../../../core/format/parameterText.ts';
import { maskValue, type Json } from '../../../core/format/secrets.ts';
import { LinkedText, UrlLink } from './LinkedText.tsx';
import styles from '../ServicesPage.module.css';

interface ParameterValueProps {
  name: string;
  value: Json;
  /** Secrets are shown. */
  revealed: boolean;
}

/** The value of a parameter: links for URLs, structures over several lines, secrets masked. */
export function ParameterValue({ name, value, revealed }: ParameterValueProps) {
  const structure = structureOf(value);
  const shown = parameterText(revealed ? value : maskValue(name, structure ?? value));
  if (structure !== undefined)
    return (
      <pre className={styles.structure}>
        <LinkedText text={shown} />
      </pre>
    );
  if (typeof value === 'string' && isHttpUrl(value)) return <UrlLink url={value} text={shown} />;
  if (value === '') return <span className={styles.faint}>empty</span>;
  return (
    <span className={styles.value}>
      <LinkedText text={shown} />
    </span>
  );
}
