import { Dialog as RadixDialog } from 'radix-ui';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useReturnFocus } from '../core/hooks/useReturnFocus.ts';
import styles from './Dialog.module.css';

interface DialogProps {
  title: string;
  /** One or two sentences under the title. */
  description?: ReactNode;
  /** Buttons, the one that does it last. */
  actions?: ReactNode;
  children?: ReactNode;
  /** `medium` grows with what is in it, `large` fills the window. */
  size?: 'small' | 'medium' | 'large';
  /** Esc, a click beside it, the cross. */
  onClose: () => void;
}

/** A dialog in front of the page; it is open as long as it is rendered. */
export function Dialog({ title, description, actions, children, size = 'small', onClose }: DialogProps) {
  const returnFocus = useReturnFocus();
  return (
    <RadixDialog.Root open onOpenChange={(open) => open || onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={styles.scrim} />
        <RadixDialog.Content
          className={styles.dialog}
          data-size={size}
          onCloseAutoFocus={returnFocus}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <header className={styles.header}>
            <RadixDialog.Title className={styles.title}>{title}</RadixDialog.Title>
            <RadixDialog.Close className="icon-button" data-size="small" aria-label="Close">
              <X size={16} />
            </RadixDialog.Close>
          </header>
          {description !== undefined && (
            <RadixDialog.Description asChild>
              <div className={styles.description}>{description}</div>
            </RadixDialog.Description>
          )}
          {children}
          {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
