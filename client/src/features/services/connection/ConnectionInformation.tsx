import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { isHttpUrl } from './httpUrl.ts';
import { ParameterValue } from './ParameterValue.tsx';
import { parameterText, structureOf } from './parameterText.ts';
import { Region } from './Region.tsx';
import { maskValue, type Json } from './secrets.ts';
import styles from './ServicesPage.module.css';

/** What an instance published: how to reach it. */
export function ConnectionInformation({ parameters }: { parameters: Readonly<Record<string, Json>> }) {
  const [raw, setRaw] = useState(false);
  // What can be opened comes first.
  const entries = Object.entries(parameters).sort(
    ([nameA, a], [nameB, b]) => Number(isLink(b)) - Number(isLink(a)) || nameA.localeCompare(nameB),
  );
  return (
    <Region
      name="Connection Information"
      tools={
        entries.length > 0 && (
          <Button look="quiet" size="small" aria-pressed={raw} onClick={() => setRaw(!raw)}>
            Raw
          </Button>
        )
      }
    >
      {entries.length === 0 ? (
        <p className={styles.nothing}>The instance published nothing yet.</p>
      ) : raw ? (
        <RawParameters parameters={{ ...parameters }} />
      ) : (
        <table className={`table ${styles.table ?? ''}`} data-rows="parameters" role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader">Parameter</th>
              <th role="columnheader">Value</th>
              <th role="columnheader">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {entries.map(([name, value]) => (
              <Parameter key={name} name={name} value={value} />
            ))}
          </tbody>
        </table>
      )}
    </Region>
  );
}

function isLink(value: Json): boolean {
  return typeof value === 'string' && isHttpUrl(value);
}

function Parameter({ name, value }: { name: string; value: Json }) {
  const [revealed, setRevealed] = useState(false);
  const plain = structureOf(value) ?? value;
  const hasSecret = parameterText(maskValue(name, plain)) !== parameterText(plain);
  return (
    <tr role="row">
      <th scope="row" role="rowheader" className={styles.parameter}>
        {name}
      </th>
      <td role="cell">
        <ParameterValue name={name} value={value} revealed={revealed} />
      </td>
      <td role="cell" className={styles.actions}>
        {hasSecret && (
          <IconButton
            size="small"
            label={revealed ? `Hide ${name}` : `Reveal ${name}`}
            icon={revealed ? <EyeOff size={14} /> : <Eye size={14} />}
            onClick={() => setRevealed(!revealed)}
          />
        )}
        <CopyButton value={typeof value === 'string' ? value : parameterText(value)} label={`Copy ${name}`} />
      </td>
    </tr>
  );
}

function RawParameters({ parameters }: { parameters: Record<string, Json> }) {
  const [revealed, setRevealed] = useState(false);
  const text = JSON.stringify(parameters, undefined, 2);
  const masked = JSON.stringify(maskValue('', parameters), undefined, 2);
  return (
    <div className={styles.raw}>
      <pre className={styles.structure}>{revealed ? text : masked}</pre>
      <div className={styles.actions}>
        {masked !== text && (
          <IconButton
            size="small"
            label={revealed ? 'Hide secrets' : 'Reveal secrets'}
            icon={revealed ? <EyeOff size={14} /> : <Eye size={14} />}
            onClick={() => setRevealed(!revealed)}
          />
        )}
        <CopyButton value={text} label="Copy all parameters" />
      </div>
    </div>
  );
}
