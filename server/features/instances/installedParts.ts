import { posix } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import type { InstalledPart } from '../../../shared/instances.ts';
import { parseInstalledCfg } from '../../../shared/profile/installedCfg.ts';
import type { InstalledSection } from '../../../shared/profile/installedCfg.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';
import { toClientPath } from '../../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';

/** Parts of a folder that buildout works in, with the absolute folder that their relative paths mean. */
export interface InstalledFolder {
  readonly folder: string;
  readonly sections: readonly InstalledSection[];
}

/** Of all files of a folder. */
const maxBytes = 16 * 1024 * 1024;

/**
 * The parts of a folder (a client path) from its `.installed.cfg`, and after each `switch-softwaretype` those that it
 * installed from the profile of the type; none where nothing was installed yet. Rejects with AppError: `not_found` where there
 * is no such folder, `path_outside` where a link leads elsewhere.
 */
export async function readInstalled(paths: WorkspacePaths, clientPath: string): Promise<InstalledFolder> {
  const { path: folder, exists } = await paths.resolve(clientPath);
  if (!exists) throw new AppError('not_found', `There is no folder ${clientPath}.`);
  let room = maxBytes;
  const read = async (name: string) => {
    const text = await readText(paths, `${clientPath}/${name}`);
    room -= text.length;
    if (room < 0) {
      throw new AppError('file_too_large', `What was installed in ${clientPath} is too much to be shown.`);
    }
    return parseInstalledCfg(text);
  };
  const sections: InstalledSection[] = [];
  for (const section of await read('.installed.cfg')) {
    sections.push(section);
    // Where it failed to install those of the type, there is nothing.
    if (isSwitch(section) && !section.name.includes('/')) {
      sections.push(...(await read(`.installed-${section.name}.cfg`)));
    }
  }
  return { folder, sections };
}

/** The parts of an instance, given the client path of its folder. Rejects with AppError as `readInstalled` does. */
export async function listInstalled(paths: WorkspacePaths, clientPath: string): Promise<InstalledPart[]> {
  const { folder, sections } = await readInstalled(paths, clientPath);
  return sections.map(({ name, options }) => ({
    name,
    recipe: options.get('recipe') ?? '',
    installed: (options.get('__buildout_installed__') ?? '')
      .split('\n')
      .filter((path) => path !== '')
      .map((path) => posix.resolve(folder, path))
      .map((path) => toClientPath(paths.roots, path) ?? path),
    options: [...options]
      .filter(([option]) => option !== 'recipe' && option !== '__buildout_installed__')
      .map(([option, value]) => ({ name: option, value })),
  }));
}

/** Whether a part installs those of the profile of the software type in the same folder. */
function isSwitch({ options }: InstalledSection): boolean {
  return options.get('recipe') === 'slapos.cookbook:switch-softwaretype';
}

/** Text of a file, empty where there is none. */
async function readText(paths: WorkspacePaths, clientPath: string): Promise<string> {
  const { path, exists } = await paths.resolve(clientPath);
  if (!exists) return '';
  const file = await openFile(path);
  try {
    return (await readWhole(file, maxBytes)).toString('utf8');
  } finally {
    await file.handle.close();
  }
}
