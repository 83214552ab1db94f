import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { formatKeys } from '../commands/registry.ts';
import { Tooltip } from './Tooltip.tsx';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** Accessible name, shown as a tooltip too. */
  label: string;
  icon: ReactNode;
  /** Key that does the same, in tinykeys' notation. */
  keys?: string | undefined;
  size?: 'normal' | 'small';
}

/** A button that shows only an icon. */
export function IconButton({ label, icon, keys, size = 'normal', className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={keys === undefined ? label : `${label} (${formatKeys(keys)})`}>
      <button
        type="button"
        aria-label={label}
        className={clsx('icon-button', className)}
        data-size={size}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
