import { useSyncExternalStore } from 'react';
import { instanceKey, localComputer, type InstanceId } from '../../../shared/identity.ts';
import { isForDevelopment, pageCalled, pageNames, type Page } from '../../../shared/pages.ts';
import { StepKind } from '../../../shared/runs.ts';

/** Pages that have places within them. Lines and columns begin at 1. */
type PlacedRoute =
  | { page: 'editor'; path?: string | undefined; line?: number | undefined; column?: number | undefined }
  | { page: 'logs'; run?: number | undefined; step?: StepKind | undefined; line?: number | undefined }
  /** `shared`: the shared instance of the instance, by its sharedReference. */
  | { page: 'services'; instance?: InstanceId | undefined; shared?: string | undefined }
  | { page: 'runs'; run?: number | undefined };

/** What the address bar says. */
export type Route = PlacedRoute | { page: Exclude<Page, PlacedRoute['page']> };

/** Reads a route out of an address; what makes no sense is left out. */
export function parseRoute({ pathname, search, hash }: Pick<URL, 'pathname' | 'search' | 'hash'>): Route {
  const [name, ...rest] = pathname.split('/').slice(1).map(decoded);
  const page = pageThere(name ?? '');
  switch (page) {
    case 'logs':
      return {
        page,
        run: positive(rest[0]),
        step: StepKind.safeParse(rest[1]).data,
        line: positive(/^#L(\d+)$/.exec(hash)?.[1]),
      };
    case 'services':
      return {
        page,
        instance: instanceIn(rest),
        shared: new URLSearchParams(search).get('shared') ?? undefined,
      };
    case 'runs':
      return { page, run: positive(rest[0]) };
    case 'editor':
    case undefined: {
      const query = new URLSearchParams(search);
      const path = page === undefined ? '' : rest.join('/');
      return {
        page: 'editor',
        path: path === '' ? undefined : path,
        line: positive(query.get('line') ?? undefined),
        column: positive(query.get('col') ?? undefined),
      };
    }
    default:
      return { page };
  }
}

/** The page of that name, if this build has it. */
function pageThere(name: string): Page | undefined {
  const page = pageCalled(name);
  return page === undefined || (isForDevelopment(page) && !import.meta.env.DEV) ? undefined : page;
}

/** The address of a route, relative to the site. */
export function formatRoute(route: Route): string {
  const start = `/${pageNames[route.page]}`;
  switch (route.page) {
    case 'services':
      return route.instance === undefined
        ? start
        : `${start}/${encoded(instanceKey(route.instance))}${sharedQuery(route.shared)}`;
    case 'runs':
      return route.run === undefined ? start : `${start}/${route.run}`;
    case 'logs': {
      if (route.run === undefined) return start;
      const step = route.step === undefined ? '' : `/${route.step}`;
      return `${start}/${route.run}${step}${route.line === undefined ? '' : `#L${route.line}`}`;
    }
    case 'editor': {
      if (route.path === undefined) return '/';
      const query = new URLSearchParams();
      if (route.line !== undefined) query.set('line', String(route.line));
      if (route.column !== undefined) query.set('col', String(route.column));
      return `${start}/${encoded(route.path)}${query.size > 0 ? `?${query.toString()}` : ''}`;
    }
    default:
      return start;
  }
}

/** The instance that the rest of an address names, as `instanceKey` does. */
function instanceIn([first = '', second = '']: readonly string[]): InstanceId | undefined {
  if (first === '') return undefined;
  return second === ''
    ? { computer: localComputer, partition: first }
    : { computer: first, partition: second };
}

function sharedQuery(shared: string | undefined): string {
  return shared === undefined ? '' : `?${new URLSearchParams({ shared }).toString()}`;
}

/** A path as it stands in an address. */
function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    // A stray `%`, typed by hand: taken as it stands.
    if (error instanceof URIError) return segment;
    throw error;
  }
}

function positive(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

const listeners = new Set<() => void>();
let current = parseRoute(location);

function update(): void {
  current = parseRoute(location);
  for (const listener of listeners) listener();
}

addEventListener('popstate', update);
addEventListener('hashchange', update);

/** Goes to a route. With `replace` the Back button skips the present one. */
export function navigate(route: Route, { replace = false }: { replace?: boolean } = {}): void {
  const address = formatRoute(route);
  if (address !== `${location.pathname}${location.search}${location.hash}`)
    history[replace ? 'replaceState' : 'pushState'](undefined, '', address);
  update();
}

/** The route as it is now, outside components. */
export function currentRoute(): Route {
  return current;
}

/** Calls `listener` after every change of the route. Returns what unregisters it. */
export function onRouteChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The route as it is now; renders again when it changes. */
export function useRoute(): Route {
  return useSyncExternalStore(onRouteChange, currentRoute);
}
