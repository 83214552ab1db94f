import { clsx } from 'clsx';
import type { ComponentProps, ReactNode } from 'react';
import { formatKeys } from '../core/commands/registry.ts';
import { Tooltip } from './Tooltip.tsx';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** Accessible name, shown as a tooltip too. */
  label: string;
  icon: ReactNode;
  /** Key that does the same, in tinykeys' notation. */
  keys?: string | undefined;
  size?: 'normal' | 'small';
  /** Does nothing for now. Unlike `disabled` it keeps the focus: for what is over in a moment. */
  paused?: boolean;
}

/** A button that shows only an icon. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, keys, size = 'normal', paused = false, className, onClick, ...rest } = props;
  return (
    <Tooltip text={keys === undefined ? label : `${label} (${formatKeys(keys)})`}>
      <button
        type="button"
        aria-label={label}
        className={clsx('icon-button', className)}
        data-size={size}
        aria-disabled={paused ? true : undefined}
        onClick={paused ? undefined : onClick}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
