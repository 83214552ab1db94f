import type { Serialisation } from '../../../../../shared/releases.ts';
import type { RequestFile } from '../../../../../shared/requestFile.ts';
import type { Json } from '../../../core/format/secrets.ts';

/** What the command line needs to know beyond the file. */
interface RequestCommandOptions {
  readonly reference: string;
  /** What SlapOS calls the release. */
  readonly url: string;
  readonly serialisation: Serialisation;
}

/**
 * The command line of `slapos request` for a request. The parameters come from the standard input, which it reads as
 * JSON: so they need no quoting, and may have names that begin with a dash.
 */
export function requestCommand(
  { type, shared, node = {}, state, parameters = {} }: RequestFile,
  { reference, url, serialisation }: RequestCommandOptions,
): string {
  const options = [
    ...(type === undefined ? [] : ['--type', quoted(type)]),
    ...(shared === true ? ['--slave'] : []),
    ...(state === undefined ? [] : ['--state', state]),
    ...(Object.keys(node).length === 0
      ? []
      : ['--node', ...Object.entries(node).map(([name, value]) => quoted(`${name}=${value}`))]),
  ];
  const command = ['slapos request', quoted(reference), quoted(url), ...options].join(' ');
  if (Object.keys(parameters).length === 0) return command;
  const given = serialisation === 'xml' ? asTexts(parameters) : parameters;
  // No line of this JSON can be the word that ends it.
  const json = JSON.stringify(given, undefined, 2);
  return `${command} --force-serialisation ${serialisation} --parameters-file - <<'END'\n${json}\nEND`;
}

/** One word of a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Parameters that are serialised one by one reach the instance as texts. */
function asTexts(parameters: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
