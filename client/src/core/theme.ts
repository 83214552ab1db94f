/** `system` follows the operating system. Kept per browser, since screens differ. */
export type Theme = 'system' | 'light' | 'dark';

const key = 'webrunner.theme';

export function storedTheme(): Theme {
  const stored = localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Makes the page look as was chosen earlier. */
export function applyStoredTheme(): void {
  document.documentElement.dataset['theme'] = storedTheme();
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyStoredTheme();
}
