import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { clsx } from 'clsx';

interface ButtonProps extends ComponentProps<'button'> {
  /** `primary`: the one thing to do here. `danger`: destroys something. `quiet`: no frame. `link`: within text. */
  look?: 'plain' | 'primary' | 'danger' | 'quiet' | 'link';
  size?: 'normal' | 'small';
  icon?: ReactNode;
  /** Does nothing for now. Unlike `disabled` it keeps the focus: for what is over in a moment. */
  paused?: boolean | undefined;
}

export function Button(props: ButtonProps) {
  const {
    look = 'plain',
    size = 'normal',
    icon,
    paused = false,
    className,
    children,
    onClick,
    ...rest
  } = props;
  return (
    <button
      type="button"
      className={clsx('button', className)}
      data-look={look}
      data-size={size}
      aria-disabled={paused ? true : undefined}
      onClick={paused ? stop : onClick}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}

/** Also keeps a form from being submitted. */
function stop(event: MouseEvent): void {
  event.preventDefault();
}
