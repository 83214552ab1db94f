import { ParameterNotes } from './ParameterNotes.tsx';
import type { ChosenVariant } from './variantValue.ts';
import styles from './Parameters.module.css';

interface VariantSelectProps {
  /** What is chosen a form for. */
  label: string;
  levels: readonly ChosenVariant[];
  onChoose: (level: number, variant: number) => void;
}

/** Chooses the form of a value, where its schema allows several. */
export function VariantSelect({ label, levels, onChoose }: VariantSelectProps) {
  return levels.map(({ variants, chosen }, level) => (
    <select
      key={level}
      className={`field ${styles.variant ?? ''}`}
      aria-label={level === 0 ? `Kind of ${label}` : `Kind of ${label}, ${level + 1}`}
      value={chosen}
      onChange={({ target }) => onChoose(level, Number(target.value))}
    >
      {variants.map((variant, index) => (
        <option key={index} value={index}>
          {variant.label}
        </option>
      ))}
    </select>
  ));
}

/** What the schema says of the chosen forms. */
export function VariantNotes({ levels }: Pick<VariantSelectProps, 'levels'>) {
  const descriptions = levels.flatMap(({ variants, chosen }) => variants[chosen]?.description ?? []);
  return descriptions.map((description) => <ParameterNotes key={description} description={description} />);
}
