import { useState } from 'react';

/**
 * For `onCloseAutoFocus` of a dialog that no button of its own opened: gives the focus back to what had it before, then
 * does what was chosen in the dialog, which may move the focus on.
 */
export function useReturnFocus(then?: () => void): (event: Event) => void {
  const [before] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    then?.();
  };
}
