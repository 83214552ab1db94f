import { Eye, EyeOff } from 'lucide-react';
import { memo, useState } from 'react';
import type { InstalledPart } from '../../../../../shared/instances.ts';
import { Button } from '../../../components/Button.tsx';
import { maskText } from '../../../core/format/secrets.ts';
import { FileLink } from './FileLink.tsx';
import styles from './Rendered.module.css';

/** So many paths of a part are shown at first. */
const firstPaths = 6;

/** A part: what it installed, and its options on demand. */
export const InstalledPartItem = memo(function InstalledPartItem({ part }: { part: InstalledPart }) {
  const { name, recipe, installed, options } = part;
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState(false);
  const distinct = [...new Set(installed)];
  const paths = all ? distinct : distinct.slice(0, firstPaths);
  return (
    <li className={styles.installed}>
      <p className={styles.partName} title={`${name}, ${recipe}`}>
        {name} <span className={styles.faint}>{recipe}</span>
      </p>
      <div className={styles.partDetails}>
        {paths.map((path) => (
          <FileLink key={path} path={path} />
        ))}
        {paths.length < distinct.length && (
          <Button look="link" onClick={() => setAll(true)}>
            Show all {distinct.length} paths
          </Button>
        )}
        {options.length > 0 && (
          <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
            <summary>{options.length === 1 ? '1 option' : `${options.length} options`}</summary>
            {/* Hundreds of parts with dozens of options: only what is looked at is built. */}
            {open && <Options options={options} />}
          </details>
        )}
      </div>
    </li>
  );
});

/** Options by name, secrets masked until they are revealed. */
function Options({ options }: Pick<InstalledPart, 'options'>) {
  const [revealed, setRevealed] = useState(false);
  const masked = options.map(({ name, value }) => ({ name, value: maskText(name, value) }));
  const hasSecrets = masked.some(({ value }, index) => value !== options[index]?.value);
  return (
    <>
      {hasSecrets && (
        <Button
          look="quiet"
          size="small"
          icon={revealed ? <EyeOff size={13} /> : <Eye size={13} />}
          onClick={() => setRevealed(!revealed)}
        >
          {revealed ? 'Hide secrets' : 'Reveal secrets'}
        </Button>
      )}
      <dl className={styles.options}>
        {(revealed ? options : masked).map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
