/** What other features may use of this one. */
export { hideSearch, useSearchStore } from './model/searchStore.ts';

export const loadSearchPane = async () => (await import('./SearchPane.tsx')).SearchPane;
