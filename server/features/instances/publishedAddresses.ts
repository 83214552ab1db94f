import type { SoftwareInstance } from '../../../shared/instances.ts';
import { parseJson } from '../../../shared/core/json.ts';

/** An address among connection parameters. */
export interface PublishedAddress {
  /** Connection parameter; inside a structure with its keys: `urls.main`, `nodes.0`. */
  readonly parameter: string;
  /** As it was published. */
  readonly text: string;
  readonly url: URL;
  readonly port: number;
}

const maxAddresses = 30;
const maxLength = 2048;
const maxValues = 10_000;
/** Characters of a text that is read as JSON. */
const maxStructure = 1024 * 1024;
/** What has the form of an address, and is none of a server. */
const localSchemes: readonly string[] = [
  'file:',
  'javascript:',
  'data:',
  'blob:',
  'vbscript:',
  'about:',
  'view-source:',
];

/** A URL does not tell such a port, whether or not it was written. */
const defaultPorts: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['https:', 443],
  ['ws:', 80],
  ['wss:', 443],
  ['ftp:', 21],
]);

/**
 * The addresses that an instance published, also inside JSON and texts of several words, in the order of the
 * parameters; at most 30. Those with a host, and a port that is written or the scheme's own.
 */
export function findAddresses(parameters: SoftwareInstance['connectionParameters']): PublishedAddress[] {
  const found = new Map<string, PublishedAddress>();
  const pending: [string, unknown][] = Object.entries(parameters).reverse();
  for (let values = 0; values < maxValues && found.size < maxAddresses; values++) {
    const next = pending.pop();
    if (next === undefined) break;
    const [parameter, value] = next;
    const children = typeof value === 'string' ? parseStructure(value) : value;
    if (typeof children === 'object' && children !== null) {
      const inside = Object.entries(children).slice(0, maxValues - values);
      pending.push(
        ...inside.reverse().map(([key, child]): [string, unknown] => [`${parameter}.${key}`, child]),
      );
    } else if (typeof value === 'string') {
      for (const text of value.slice(0, 16 * maxLength).split(/[\s,]+/)) {
        const address = toAddress(text);
        if (address !== undefined && found.size < maxAddresses)
          found.set(`${parameter} ${text}`, { parameter, text, ...address });
      }
    }
  }
  return [...found.values()];
}

function toAddress(text: string): Pick<PublishedAddress, 'url' | 'port'> | undefined {
  if (text.length > maxLength || !/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(text) || !URL.canParse(text))
    return undefined;
  const url = new URL(text);
  if (localSchemes.includes(url.protocol) || url.hostname === '') return undefined;
  const port = url.port === '' ? defaultPorts.get(url.protocol) : Number(url.port);
  return port === undefined ? undefined : { url, port };
}

/** The structure that a text holds as JSON, if any. */
function parseStructure(text: string): unknown {
  return text.length > maxStructure || !/^\s*[[{]/.test(text) ? undefined : parseJson(text);
}
