import { nameOf, parentOf } from '../../../../shared/core/paths.ts';

/** What each tab says: the file's name, with its folder where two open files share a name. */
export function tabLabels(paths: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(nameOf(path), (counts.get(nameOf(path)) ?? 0) + 1);
  return new Map(
    paths.map((path) => {
      const name = nameOf(path);
      return [path, counts.get(name) === 1 ? name : `${name} — ${nameOf(parentOf(path))}`];
    }),
  );
}
