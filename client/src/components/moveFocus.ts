import type { KeyboardEvent } from 'react';

/**
 * Arrow keys, Home and End within a tab list: they focus the next tab and press it. The arrows are those of the list's
 * `aria-orientation`, as WAI-ARIA has it.
 */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')];
  const at = tabs.findIndex((tab) => tab === document.activeElement);
  if (at === -1) return;
  const vertical = event.currentTarget.getAttribute('aria-orientation') === 'vertical';
  const to = {
    [vertical ? 'ArrowUp' : 'ArrowLeft']: (at + tabs.length - 1) % tabs.length,
    [vertical ? 'ArrowDown' : 'ArrowRight']: (at + 1) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  tabs[to]?.focus();
  tabs[to]?.click();
}
