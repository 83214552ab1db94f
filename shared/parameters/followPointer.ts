/**
 * What a JSON pointer in the form of a fragment (`#/a/b`, `#`) leads to within a value; undefined where it leads
 * nowhere, and for other fragments.
 */
export function followPointer(root: unknown, fragment: string): unknown {
  if (!/^#(?:\/|$)/.test(fragment)) return undefined;
  let value = root;
  for (const token of fragment.split('/').slice(1)) {
    const key = decoded(token).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key) as unknown;
  }
  return value;
}

/** What is no percent-encoding stands for itself. */
function decoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch (error) {
    if (error instanceof URIError) return token;
    throw error;
  }
}
