import { ExternalLink } from 'lucide-react';
import { isHttpUrl } from '../httpUrl.ts';
import { parameterText, structureOf } from '../parameterText.ts';
import { maskValue, type Json } from '../secrets.ts';
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
  if (structure !== undefined) return <pre className={styles.structure}>{shown}</pre>;
  if (typeof value === 'string' && isHttpUrl(value)) {
    return (
      <a className={styles.url} href={value} target="_blank" rel="noopener noreferrer">
        {shown}
        <ExternalLink size={12} aria-label="(opens in a new tab)" />
      </a>
    );
  }
  if (value === '') return <span className={styles.faint}>empty</span>;
  return <span className={styles.value}>{shown}</span>;
}
