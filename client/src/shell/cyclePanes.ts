/** Where F6 goes, in this order. A pane may say which element of it takes the focus by `data-pane-focus`. */
const panes = '[data-pane]';

/** Moves the focus to the next (1) or previous (-1) pane that is on screen. */
export function cyclePanes(direction: 1 | -1): void {
  const shown = [...document.querySelectorAll<HTMLElement>(panes)].filter((pane) => pane.checkVisibility());
  if (shown.length === 0) return;
  const at = shown.findIndex((pane) => pane.contains(document.activeElement));
  const next = shown[(at + direction + shown.length) % shown.length] ?? shown[0];
  if (next) focusIn(next);
}

/** What takes the focus of a pane, the most useful first. */
const targets = [
  '[data-pane-focus]',
  '.monaco-editor .native-edit-context, .monaco-editor textarea',
  '[role=tab][tabindex="0"]',
  'button:not(:disabled), a[href], input, [tabindex="0"]',
];

function focusIn(pane: HTMLElement): void {
  for (const target of targets) {
    const found = pane.querySelector<HTMLElement>(target);
    if (!found) continue;
    found.focus();
    return;
  }
}
