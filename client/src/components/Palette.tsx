import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { createContext, use, useRef, useState, type ReactNode } from 'react';
import { useReturnFocus } from '../core/hooks/useReturnFocus.ts';
import styles from './Palette.module.css';

interface PaletteProps {
  label: string;
  placeholder: string;
  /** What is said where nothing matches. */
  none: string;
  /** Where the items are found by the caller: the words to find them by, and the values of those found. */
  query?: { words: string; onChange: (words: string) => void; found: readonly string[] };
  onClose: () => void;
  /** `PaletteItem`s, or `PaletteGroup`s of them. */
  children: ReactNode;
}

const Choose = createContext<(action: () => void) => void>(() => undefined);

/** A list in front of the page that is narrowed down by typing, and chosen from with the arrow keys. */
export function Palette({ label, placeholder, none, query, onClose, children }: PaletteProps) {
  const chosen = useRef<() => void>(undefined);
  const returnFocus = useReturnFocus(() => chosen.current?.());
  const [highlighted, setHighlighted] = useState('');
  const choose = (action: () => void): void => {
    chosen.current = action;
    onClose();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.scrim} />
        <Dialog.Content
          className={styles.palette}
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
        >
          <Dialog.Title className="visually-hidden">{label}</Dialog.Title>
          <Command
            loop
            label={label}
            shouldFilter={query === undefined}
            // What is found may come later than the words: then the first of it is to be chosen by Enter.
            {...(query && {
              value: query.found.includes(highlighted) ? highlighted : (query.found[0] ?? ''),
              onValueChange: setHighlighted,
            })}
          >
            <Command.Input
              placeholder={placeholder}
              className={styles.input}
              {...(query && {
                value: query.words,
                onValueChange: (words: string) => {
                  setHighlighted('');
                  query.onChange(words);
                },
              })}
            />
            <Command.List className={styles.list}>
              <Command.Empty className={styles.empty}>{none}</Command.Empty>
              <Choose value={choose}>{children}</Choose>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteItemProps {
  /** What it is found by, and told from the others. */
  value: string;
  /** Done when the palette is gone and the focus is back where it was. */
  onChoose: () => void;
  children: ReactNode;
}

export function PaletteItem({ value, onChoose, children }: PaletteItemProps) {
  const choose = use(Choose);
  return (
    <Command.Item value={value} className={styles.item} onSelect={() => choose(onChoose)}>
      {children}
    </Command.Item>
  );
}

/** Items that belong together, below a heading where they have one. */
export function PaletteGroup({ heading, children }: { heading: string | undefined; children: ReactNode }) {
  return (
    <Command.Group heading={heading} className={styles.group}>
      {children}
    </Command.Group>
  );
}
