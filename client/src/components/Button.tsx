import type { ComponentProps, ReactNode } from 'react';
import { clsx } from 'clsx';

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary`: the one thing to do here. `danger`: destroys something. `quiet`: no frame. `link`: within text. */
  look?: 'plain' | 'primary' | 'danger' | 'quiet' | 'link';
  size?: 'normal' | 'small';
  icon?: ReactNode;
}

export function Button({ look = 'plain', size = 'normal', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={clsx('button', className)} data-look={look} data-size={size} {...rest}>
      {icon}
      {children}
    </button>
  );
}
