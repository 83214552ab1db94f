import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import type { Reachability } from '../../../../../shared/instances.ts';
import type { ParameterChange } from '../../../../../shared/runs.ts';
import { parameterText, structureOf } from '../../../core/format/parameterText.ts';
import { maskValue, type Json } from '../../../core/format/secrets.ts';
import { ParameterValue } from './ParameterValue.tsx';
import { Reach } from './Reach.tsx';
import styles from '../ServicesPage.module.css';

interface ParameterTableRowProps {
  name: string;
  value: Json;
  /** How it is other than before. */
  change?: ParameterChange | undefined;
  /** What is known of the addresses in it. */
  reach?: readonly Reachability[];
}

/** A parameter in a table: its value, and what there is to say about it. */
export function ParameterTableRow({ name, value, change, reach = [] }: ParameterTableRowProps) {
  const [revealed, setRevealed] = useState(false);
  const plain = structureOf(value) ?? value;
  const hasSecret = parameterText(maskValue(name, plain)) !== parameterText(plain);
  const shownBefore =
    change?.before === undefined
      ? undefined
      : parameterText(
          revealed ? change.before : maskValue(name, structureOf(change.before) ?? change.before),
        );
  return (
    <tr role="row" data-change={change && (change.before === undefined ? 'new' : 'changed')}>
      <th scope="row" role="rowheader" className={styles.parameter}>
        {name}
      </th>
      <td role="cell">
        <ParameterValue name={name} value={value} revealed={revealed} />
        {change && (
          <p
            className={styles.change}
            title={shownBefore === undefined ? undefined : `Before: ${shownBefore}`}
          >
            <span className={styles.changed}>{change.before === undefined ? 'new' : 'changed'}</span>
            {shownBefore !== undefined && (
              <>
                {' '}
                was <code>{shownBefore === '' ? 'empty' : shownBefore}</code>
              </>
            )}
          </p>
        )}
        {reach.map((one) => (
          <Reach key={one.url} reach={one} named={one.url !== value} />
        ))}
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
