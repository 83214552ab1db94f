import { useDeferredValue, useMemo, useState } from 'react';
import type { InstalledPart } from '../../../../../shared/instances.ts';
import { formatRoute } from '../../../core/navigation.ts';
import { InstalledPartItem } from './InstalledPartItem.tsx';
import styles from './Rendered.module.css';

interface InstalledPartsProps {
  /** In the order that they were installed in. */
  parts: readonly InstalledPart[];
  /** Client path of the file that says so. */
  path: string;
}

/** The parts of an instance, to be searched by anything that is written of them. */
export function InstalledParts({ parts, path }: InstalledPartsProps) {
  const [filter, setFilter] = useState('');
  // Typing goes on while a long list follows.
  const words = useDeferredValue(filter).toLowerCase().trim();
  const items = useMemo(() => parts.map((part, index) => ({ part, index, text: searchText(part) })), [parts]);
  const shown = useMemo(() => items.filter(({ text }) => text.includes(words)), [items, words]);
  return (
    <>
      <div className={styles.partsHeader}>
        <h4>
          Installed parts{' '}
          <span className={styles.faint}>
            {words === '' ? parts.length : `${shown.length} of ${parts.length}`}
          </span>
        </h4>
        <input
          type="search"
          className="field"
          aria-label="Filter parts"
          placeholder="Name, recipe, path, option"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
        <a href={formatRoute({ page: 'editor', path })}>.installed.cfg</a>
      </div>
      {shown.length === 0 ? (
        <p className={styles.nothing}>
          {parts.length === 0 ? 'No part was installed.' : 'No part has that in it.'}
        </p>
      ) : (
        <ul className={styles.parts} aria-label="Installed parts">
          {shown.map(({ part, index }) => (
            // A part of the profile of a software type may be named like one of the profile around it.
            <InstalledPartItem key={index} part={part} />
          ))}
        </ul>
      )}
    </>
  );
}

function searchText({ name, recipe, installed, options }: InstalledPart): string {
  return [name, recipe, ...installed, ...options.flatMap((option) => [option.name, option.value])]
    .join('\n')
    .toLowerCase();
}
