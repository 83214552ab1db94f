/** The editor's big chunk: Monaco with the features, languages and colours that we use. Loaded once. */
export const loadMonaco = () => import('./monaco/setup.ts');
