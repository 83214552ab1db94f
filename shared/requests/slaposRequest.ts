import type { Serialisation } from '../releases.ts';
import type { NamedRequest } from './requestFile.ts';

/** What the command line of a request is made of. */
export interface CommandRequest extends Omit<NamedRequest, 'release' | 'host'> {
  /** URL of the software release, as SlapOS calls it. */
  readonly url: string;
  readonly serialisation: Serialisation;
}

/**
 * The command line of `slapos request` (slapos.core 1.24) that asks for the same, quoted for a shell. What is positional comes
 * first: `--node` and `--parameters` take all that follows. It has no option for the host of a shared instance: a Master chooses.
 */
export function slaposRequest(request: CommandRequest): string {
  const { reference, url, softwareType, shared, state, node } = request;
  const words = ['slapos', 'request', reference, url];
  if (softwareType !== undefined) words.push('--type', softwareType);
  if (state !== undefined) words.push('--state', state);
  if (shared === true) words.push('--slave');
  if (node !== undefined) words.push('--node', `computer_guid=${node}`);
  const texts = parameterTexts(request);
  const names = Object.keys(texts);
  // Such a name would be cut, or read as an option. Standard input has no extension, and is read as JSON.
  if (names.some((name) => name.startsWith('-') || name.includes('='))) {
    words.push('--force-serialisation', 'xml', '--parameters-file', '-');
    return `printf %s ${shellWord(JSON.stringify(texts))} | ${words.map(shellWord).join(' ')}`;
  }
  if (names.length > 0) words.push('--parameters', ...names.map((name) => `${name}=${texts[name] ?? ''}`));
  return words.map(shellWord).join(' ');
}

/** The parameters as a Master holds them: as texts, or all as one JSON text. */
function parameterTexts({ parameters = {}, serialisation }: CommandRequest): Record<string, string> {
  const entries = Object.entries(parameters);
  if (serialisation === 'json-in-xml') return entries.length > 0 ? { _: JSON.stringify(parameters) } : {};
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** A word that a POSIX shell takes as it is. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
