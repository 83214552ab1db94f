import { basename, posix } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import type { RenderedFile } from '../../../shared/instances.ts';
import type { InstalledSection } from '../../../shared/profile/installedCfg.ts';
import { toClientPath } from '../../core/files/workspacePaths.ts';
import type { FileRoots, WorkspacePaths } from '../../core/files/workspacePaths.ts';
import type { InstalledFolder } from './installedParts.ts';
import { readInstalled } from './installedParts.ts';

/** What slapgrid copies a partition's profile from: the name of today, and that of old releases. */
const instanceProfiles: readonly string[] = ['instance.cfg', 'template.cfg'];

/**
 * What templates made for an instance, given the client path of its folder, along the way that it was deployed: the profiles of its release, the profile
 * of the partition, and the files of its parts, among them the profile of its software type. Rejects with AppError: `not_found` where
 * there is no such folder, `path_outside` where a link leads elsewhere.
 */
export async function listRendered(paths: WorkspacePaths, instance: string): Promise<RenderedFile[]> {
  const release = await findRelease(paths, instance);
  const ofRelease = release === undefined ? [] : await releaseProfiles(paths, release);
  const own = await readInstalled(paths, instance);
  return [
    ...ofRelease,
    ...(await partitionProfile(paths, instance, release)),
    ...own.sections.flatMap((section) => rendered(paths.roots, own, section)),
  ];
}

/** Client path of the installed release of a partition, where its link leads to one. */
async function findRelease(paths: WorkspacePaths, instance: string): Promise<string | undefined> {
  try {
    const { path, exists } = await paths.resolve(`${instance}/software_release`);
    const clientPath = toClientPath(paths.roots, path);
    return exists && clientPath !== undefined && /^releases\/[^/]+$/.test(clientPath)
      ? clientPath
      : undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** The profiles that the release made of templates, the one that partitions begin with first. */
async function releaseProfiles(paths: WorkspacePaths, release: string): Promise<RenderedFile[]> {
  let installed: InstalledFolder;
  try {
    installed = await readInstalled(paths, release);
  } catch (error) {
    // It was removed.
    if (error instanceof AppError && error.code === 'not_found') return [];
    throw error;
  }
  const profiles = installed.sections
    .flatMap((section) => rendered(paths.roots, installed, section))
    .filter(({ result }) => basename(result).includes('.cfg'));
  const isFirst = ({ result }: RenderedFile) =>
    posix.dirname(result) === release && instanceProfiles.includes(basename(result));
  return [...profiles.filter(isFirst), ...profiles.filter((file) => !isFirst(file))];
}

async function partitionProfile(
  paths: WorkspacePaths,
  instance: string,
  release: string | undefined,
): Promise<RenderedFile[]> {
  const result = `${instance}/buildout.cfg`;
  if (!(await paths.resolve(result)).exists) return [];
  const file: RenderedFile = { part: 'buildout.cfg', recipe: 'slapgrid', result };
  for (const name of release === undefined ? [] : instanceProfiles) {
    const source = `${release}/${name}`;
    if ((await paths.resolve(source)).exists) return [{ ...file, source }];
  }
  return [file];
}

/** What a part of one of the template recipes made; nothing for other parts, and for results out of the roots. */
function rendered(
  roots: FileRoots,
  { folder }: InstalledFolder,
  { name, options }: InstalledSection,
): RenderedFile[] {
  const recipe = options.get('recipe') ?? '';
  if (!/^slapos\.recipe\.template(?::\w+)?$/.test(recipe)) return [];
  const output = options.get('output') ?? options.get('rendered');
  const result = output === undefined ? undefined : toClientPath(roots, posix.resolve(folder, output));
  if (result === undefined) return [];
  return [{ part: name, recipe, ...sourceOf(roots, folder, options), result }];
}

/** In the notation of today (`url`, `inline`) or of old profiles (`template`, with `inline:` before a text). */
function sourceOf(
  roots: FileRoots,
  folder: string,
  options: InstalledSection['options'],
): Pick<RenderedFile, 'source' | 'sourceText'> {
  const template = options.get('template') ?? '';
  const inline = options.get('inline') ?? (template.startsWith('inline:') ? template.slice(7) : '');
  if (inline !== '') return { sourceText: inline.replace(/^[\r\n]+/, '') };
  const url = (options.get('url') ?? template).replace(/^file:\/\/(?=\/)/, '');
  if (url === '' || /^[a-z][a-z0-9+.-]*:/i.test(url)) return {};
  const source = toClientPath(roots, posix.resolve(folder, url));
  return source === undefined ? {} : { source };
}
