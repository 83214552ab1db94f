/** A part of a text that names a file which the editor can open. Positions are those of the text. */
export interface FileLink {
  readonly from: number;
  readonly to: number;
  /** Client path, see shared/model/file.ts. */
  readonly path: string;
  readonly line: number | undefined;
}

/** Absolute folders of the server, by what client paths call them; for example `/home/me/profiles` → `workspace`. */
export type ServerRoots = readonly { readonly folder: string; readonly root: string }[];

// An absolute path up to what cannot be in one here: quotes, blanks, brackets, commas.
const absolutePath = /\/[^\s'"`<>()[\]{},;|]+/g;
// What follows a path: `:12`, ` [line 12]`, `", line 12` as buildout, Jinja, compilers and Python write it.
const lineAfter = /^(?::(\d+)|['"]? ?\[line +(\d+)|['"]?,? line (\d+))/;

/** The files below the roots that a text names. Text in another form is not guessed at. */
export function findFileLinks(text: string, roots: ServerRoots): FileLink[] {
  const links: FileLink[] = [];
  if (!roots.some(({ folder }) => text.includes(folder))) return links;
  for (const match of text.matchAll(absolutePath)) {
    // A sentence may go on or end right behind the name: `software.cfg:12: error`, `software.cfg.`
    const name = match[0].replace(/:\d.*$/, '').replace(/[.:]+$/, '');
    const found = roots.find(({ folder }) => name.startsWith(`${folder}/`));
    if (!found) continue;
    const below = name.slice(found.folder.length + 1);
    const parts = below.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..')) continue;
    // Folders are named in logs too, and cannot be opened in the editor: a name without a dot is taken for one.
    if (parts.at(-1)?.includes('.') !== true) continue;
    const after = lineAfter.exec(text.slice(match.index + name.length));
    const line = Number(after?.[1] ?? after?.[2] ?? after?.[3] ?? 0);
    links.push({
      from: match.index,
      to: match.index + name.length,
      path: `${found.root}/${below}`,
      line: line > 0 ? line : undefined,
    });
  }
  return links;
}
