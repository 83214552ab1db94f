import * as z from 'zod/mini';

/** Characters that no name, URL or file name of a release has. */
const control = /[\p{Cc}\u2028\u2029]/u;

/** Name of a release, see `releaseNames`; or its URL where it is not of the workspace. */
export const ReleaseName = z.string().check(
  z.minLength(1),
  z.maxLength(2048),
  z.refine((name) => !control.test(name), 'has no control characters'),
);

/** Folders between the workspace and the `software` folder of a project in it, such as a clone of a repository. */
export const projectDepth = 2;
/** Folders between a `software` folder and a profile in it. */
export const profileDepth = 6;

/** Where a profile is: the project that it is of ('' where that is the workspace), and its place in `software` there. */
interface ProfilePlace {
  readonly project: string;
  readonly folder: string;
  readonly base: string;
}

/** Undefined where a path below the workspace is that of no profile in a folder of a `software` folder. */
function placeOf(path: string): ProfilePlace | undefined {
  const segments = path.split('/');
  const software = segments.indexOf('software');
  const below = segments.slice(software + 1, -1);
  const base = /^(.+)\.cfg$/.exec(segments.at(-1) ?? '')?.[1];
  if (software < 0 || software > projectDepth || base === undefined) return undefined;
  if (below.length === 0 || below.length > profileDepth) return undefined;
  return { project: segments.slice(0, software).join('/'), folder: below.join('/'), base };
}

/** Whether a file that came or went, by its path below the workspace, may make a release come or go. */
export function concernsReleases(path: string): boolean {
  return placeOf(path.replace(/\.json$/, '')) !== undefined;
}

/**
 * The releases among the files of a workspace, by name; paths are below it. Releases are `software*.cfg` in the folders of a
 * `software` folder, and any other `.cfg` there with a description, `<profile>.json`, beside it.
 *
 * A `software.cfg` has the name of its folder, any other profile that of its folder and its own: `helloworld`,
 * `erp5/software-py3`. Before it stands the project where that is not the workspace itself: `slapos:helloworld` is in
 * `slapos/software/helloworld`.
 */
export function releaseNames(files: Iterable<string>): ReadonlyMap<string, string> {
  const all = new Set(files);
  const found = new Map<string, string>();
  const others: [string, string][] = [];
  for (const path of [...all].sort()) {
    const place = placeOf(path);
    if (place === undefined) continue;
    const { project, folder, base } = place;
    const before = project === '' ? '' : `${project}:`;
    if (base === 'software') found.set(`${before}${folder}`, path);
    else if (base.startsWith('software') || all.has(`${path}.json`)) {
      others.push([`${before}${folder}/${base}`, path]);
    }
  }
  // A folder may have the name of a profile beside it.
  for (const [name, path] of others) found.set(found.has(name) ? `${name}.cfg` : name, path);
  return found;
}

/** Whether a release is named by the URL that its profile is fetched from. */
export function isUrlName(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

/** What a release is called where one reads it: its name, or of a URL `helloworld 1.0.4 @ git.example.com`. */
export function releaseTitle(name: string): string {
  const { title, host } = ofUrl(name) ?? { title: name };
  return host === undefined ? title : `${title} @ ${host}`;
}

/** The tag in raw addresses of the usual git hosts, before the path: `/-/raw/1.0.4/`, `/raw/1.0.4/`, `/raw/tag/1.0.4/`. */
const revision = /\/raw\/(?:(?:refs\/)?(?:tags?|heads|branch|commit)\/)?([^/]+)\//;

/** The parts of the title of a release that is named by its URL; undefined for any other. */
function ofUrl(name: string): { title: string; host: string } | undefined {
  if (!isUrlName(name) || !URL.canParse(name)) return undefined;
  const { host, pathname } = new URL(name);
  const path = decoded(pathname).replace(/^\//, '');
  const software = path.lastIndexOf('/software/');
  const inside = software < 0 ? path : path.slice(software + 1);
  const place = placeOf(inside.startsWith('software/') ? inside : `software/${inside}`);
  const short = place === undefined ? inside : plainName(place);
  const tag = revision.exec(`/${path}`)?.[1];
  return { title: tag === undefined ? short : `${short} ${tag}`, host };
}

function plainName({ folder, base }: ProfilePlace): string {
  return base === 'software' ? folder : `${folder}/${base}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return path;
    throw error;
  }
}

/** Characters of a reference that is made of a name, so that there is room for a number. */
const longestReference = 90;

/**
 * The partition reference of the first instance of a release: its name, with `-` for what a reference cannot have. References
 * are unique in a node: that of a release by its URL ends with a sum of the URL.
 */
export function firstReference(release: string): string {
  const named = ofUrl(release);
  const sum = isUrlName(release) ? `-${sumOf(release)}` : '';
  const name = named?.title.replaceAll(' ', '-') ?? release;
  const reference = name.replaceAll(/[^\w .@+-]/gu, '-').replace(/^\W+/u, '');
  return `${reference.slice(0, longestReference - sum.length) || 'instance'}${sum}`;
}

/** FNV-1a of a text, 32 bits as hexadecimal digits. */
function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, '0');
}

/** An instance in a few words: the title of its release, with its reference where it is not the first one. */
export function instanceTitle(release: string, reference: string): string {
  const title = releaseTitle(release);
  return reference === firstReference(release) ? title : `${title} / ${reference}`;
}
