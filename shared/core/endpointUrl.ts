import type { Endpoint } from './endpoint.ts';

/** What stands in a URL. */
type Value = string | number | undefined;

/** The parts of a request that stand in its URL, by name; what is undefined is left out. */
export interface UrlParts {
  params?: Readonly<Record<string, Value>>;
  query?: Readonly<Record<string, Value>>;
}

/** The URL of an operation, from its path on, with its parts filled in; also for links that download. */
export function endpointUrl({ path: template }: Endpoint, { params = {}, query = {} }: UrlParts): string {
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(String(params[key])));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}
