/**
 * What buildout cannot read back. slapos.cookbook:slapconfiguration makes of each parameter, those that came as JSON
 * too, an option `configuration.<name>`. Buildout writes options into `.installed.cfg` as they are, and ends a name
 * there at white space or a bracket: the next deployment, and each after it, fails where it reads that file. Names with
 * “=” or “:” do no harm: slapconfiguration makes no option of these. Python counts U+001C to U+001F as white space;
 * they and the other control characters could not be typed in a profile anyway.
 */
const unreadable = /[\p{White_Space}\p{Cc}{}[\]]/u;

/** Why a parameter cannot have this name, and what to do, as one sentence; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  const found = unreadable.exec(name);
  if (found === null) return undefined;
  const place = `character ${found.index + 1} of its name is ${wordFor(found[0])}`;
  return `Buildout could not read this parameter back: ${place}. Rename it, for example with “-” there.`;
}

function wordFor(character: string): string {
  if (character === ' ') return 'a blank';
  if (/[{}[\]]/.test(character)) return `“${character}”`;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code}, ${/\p{White_Space}/u.test(character) ? 'white space' : 'a control character'}`;
}
