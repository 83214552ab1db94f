import type { KeyboardEvent, PointerEvent } from 'react';
import styles from './Splitter.module.css';

interface SplitterProps {
  label: string;
  /** Width of what is left of it, in per cent of the two together. */
  value: number;
  least: number;
  most: number;
  onChange: (percent: number) => void;
}

/** Moves the border between two panes, by pointer, arrow keys, Home and End. */
export function Splitter({ label, value, least, most, onChange }: SplitterProps) {
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, width } = event.currentTarget.parentElement?.getBoundingClientRect() ?? new DOMRect();
    if (width > 0) onChange(((event.clientX - left) / width) * 100);
  };
  const press = (event: KeyboardEvent) => {
    const to = { ArrowLeft: value - 2, ArrowRight: value + 2, Home: least, End: most }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onChange(to);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(value)}
      aria-valuemin={least}
      aria-valuemax={most}
      className={styles.splitter}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}
