/** Answers asked for before the page's own code has been loaded, by URL. */
const early = new Map<string, { answer: Promise<Response>; controller: AbortController }>();

const always = [
  '/api/session',
  '/api/layout',
  '/api/folder?path=workspace',
  '/api/releases',
  '/api/runs?limit=200',
  '/api/instances',
];

/** Asks for what every page needs first, and for the file that the address names. */
export function startEarly({ pathname }: Pick<Location, 'pathname'>): void {
  const path = /^\/edit\/(.+)$/.exec(pathname)?.[1];
  for (const url of path === undefined ? always : [...always, ...urlsFor(path)]) {
    const controller = new AbortController();
    const answer = fetch(url, { signal: controller.signal });
    early.set(url, { answer, controller });
    // Who takes the answer sees its failure; until then it must not count as unhandled.
    answer.catch(() => undefined);
  }
}

/** The early answer to a URL, once: later requests must see later states. It is given up when `signal` is aborted. */
export function takeEarly(url: string, signal: AbortSignal): Promise<Response> | undefined {
  const found = early.get(url);
  early.delete(url);
  if (found === undefined) return undefined;
  const { answer, controller } = found;
  signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  return answer;
}

/** The file, and the folders above it, which the tree is going to show. */
function urlsFor(encodedPath: string): string[] {
  try {
    const names = encodedPath.split('/').map(decodeURIComponent);
    const folders = names.slice(1, -1).map((_, depth) => names.slice(0, depth + 2).join('/'));
    return [urlOf('file', names.join('/')), ...folders.map((folder) => urlOf('folder', folder))];
  } catch (error) {
    // A stray `%` in the address: the page says later what is wrong with it.
    if (error instanceof URIError) return [];
    throw error;
  }
}

function urlOf(what: 'file' | 'folder', path: string): string {
  return `/api/${what}?${new URLSearchParams({ path }).toString()}`;
}
