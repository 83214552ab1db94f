import { isIP, isIPv4 } from 'node:net';
import { hostname } from 'node:os';

/**
 * The origins (scheme, host and port, as browsers write them) that our pages have for whoever names us by the `Host`
 * given; none where that is not a name of ours.
 */
export type OwnOrigins = (host: string) => readonly string[];

const wildcards = new Set(['0.0.0.0', '::']);

/**
 * Knows the names of a server that listens on the address `host`, and is also reached as one of `origins` (from
 * behind TLS, for example). The names keep out DNS rebinding, where a foreign name leads here. The port is not looked
 * at: a port that was forwarded, or published by a container, is another one than we listen on.
 */
export function createOwnOrigins(host: string, origins: readonly string[]): OwnOrigins {
  const names = new Set([nameInUrl(host)]);
  if (wildcards.has(host)) names.add(hostname().toLowerCase());
  // Whoever names us by an address was not led here by a name server.
  const isKnown = (name: string) =>
    isLoopback(name) || names.has(name) || (wildcards.has(host) && isAddress(name));

  return (value) => {
    if (!/^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.test(value)) return [];
    const stated = origins.filter((origin) => {
      const url = parse(`${new URL(origin).protocol}//${value}`);
      return url?.origin === origin;
    });
    if (stated.length > 0) return stated;
    const url = parse(`http://${value}`);
    return url !== undefined && isKnown(url.hostname) ? [url.origin] : [];
  };
}

/** Names that lead to the browser's own machine wherever it is (RFC 6761: no name server is asked for them). */
function isLoopback(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    (isIPv4(name) && name.startsWith('127.'))
  );
}

function isAddress(name: string): boolean {
  return isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

/** As browsers write it: IPv6 in brackets, and shortened. */
function nameInUrl(host: string): string {
  return parse(`http://${host.includes(':') ? `[${host}]` : host}`)?.hostname ?? host.toLowerCase();
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
