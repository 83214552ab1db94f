/** What XML 1.0 has no way to write; with the flag `u` a surrogate matches only where it stands alone. */
const forbidden = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Why a text cannot be written in XML, as the end of a sentence; undefined where it can. */
export function unwritableCharacter(text: string): string | undefined {
  const found = forbidden.exec(text);
  if (found === null) return undefined;
  const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `the character U+${code} (character ${found.index + 1} of the text), which XML has no way to write`;
}

/** A JSON text that XML can hold: what XML has no way to write stands as an escape of JSON, which means the same. */
export function escapeForXml(json: string): string {
  return json.replace(
    new RegExp(forbidden.source, 'gu'),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
