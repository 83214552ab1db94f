import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from '../../../components/CopyButton.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { maskValue, type Json } from '../../../core/format/secrets.ts';
import { LinkedText } from './LinkedText.tsx';
import styles from '../ServicesPage.module.css';

/** Parameters as JSON, secrets masked until they are revealed. */
export function RawParameters({ parameters }: { parameters: Record<string, Json> }) {
  const [revealed, setRevealed] = useState(false);
  const text = JSON.stringify(parameters, undefined, 2);
  const masked = JSON.stringify(maskValue('', parameters), undefined, 2);
  return (
    <div className={styles.raw}>
      <pre className={styles.structure}>
        <LinkedText text={revealed ? text : masked} />
      </pre>
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
