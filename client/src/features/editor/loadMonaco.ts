type EditorChunk = typeof import('./CodeEditor.tsx');

let loaded: EditorChunk | undefined;

/** The editor's big chunk: Monaco with the features, languages and colours that we use, and what shows it. Loaded once. */
export async function loadMonaco(): Promise<EditorChunk> {
  loaded ??= await import('./CodeEditor.tsx');
  return loaded;
}

/**
 * The chunk, where it has been loaded: before any text is open. React's own `lazy` would be a fallback that React
 * leaves on screen for 300 ms.
 */
export function loadedMonaco(): EditorChunk | undefined {
  return loaded;
}
