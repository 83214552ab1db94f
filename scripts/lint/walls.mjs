/**
 * The walls of the house, as an ESLint rule: which room may use which. A room is a folder; a file belongs to the room with the
 * longest name that it lies in. Of another room's files only those may be imported that its doors name.
 */
import { dirname, join, relative, sep } from 'node:path';

/**
 * Rooms, with what each may import from. `features/*` is one room per folder, which uses another one through its
 * door alone.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const rooms = {
  shared: [],
  'server/core': ['shared', 'package.json', 'scripts/setup/places.mjs'],
  'server/threads': ['server/core', 'server/threads/tasks.ts', 'shared'],
  // What the threads can do, which the features know.
  'server/threads/tasks.ts': ['server/core', 'server/features/*', 'server/threads', 'shared'],
  'server/engine': ['server/core', 'shared'],
  'server/jobs': ['server/core', 'server/engine', 'shared'],
  'server/features/*': [
    'server/core',
    'server/engine',
    'server/jobs',
    'server/threads',
    'server/foundation.ts',
    'shared',
  ],
  'server/features/index.ts': ['server/*', 'shared'],
  server: ['server/*', 'shared', 'package.json', 'scripts/setup/places.mjs'],
  'client/src/core': ['shared'],
  'client/src/components': ['client/src/core', 'shared'],
  'client/src/features/*': ['client/src/core', 'client/src/components', 'shared'],
  'client/src/shell': ['client/src/core', 'client/src/components', 'client/src/features/index.ts', 'shared'],
  'client/src/features/index.ts': ['client/*', 'shared'],
  client: ['client/*', 'shared'],
  'cli/core': ['shared', 'scripts/setup/places.mjs'],
  'cli/features/*': ['cli/core', 'shared'],
  'cli/features/index.ts': ['cli/*', 'shared'],
  cli: ['cli/*', 'shared'],
  e2e: ['shared', 'server/core/http/testing'],
  bench: ['scripts', 'client/src/features/editor/monaco/setup.ts'],
  scripts: ['bench'],
};

/**
 * What of a feature others may import. The server's other files are services of their own, named by what they do.
 * @type {Readonly<Record<string, readonly string[] | undefined>>}
 */
const doors = { 'client/src/features/*': ['index.ts'], 'server/features/*': undefined };

/** Tests may look into any room. */
const isTest = (/** @type {string} */ file) => /\.test\.(?:tsx?|mjs)$|\/testing\/|testServer\.ts$/.test(file);

const pattern = (/** @type {string} */ room) => new RegExp(`^${room.replaceAll('*', '[^/]+')}(?:/|$)`);
const byLength = Object.keys(rooms).sort((a, b) => b.length - a.length);
const kindOf = (/** @type {string} */ file) => byLength.find((room) => pattern(room).test(file));

/**
 * The room of a file by its own name: of `features/*` each folder.
 * @param {string} file
 */
function roomOf(file) {
  const kind = kindOf(file);
  const [name] = (kind !== undefined && pattern(kind).exec(file)) || [];
  return kind === undefined || name === undefined ? undefined : { kind, name: name.replace(/\/$/, '') };
}

/**
 * Why `from` may not import `to` (both relative to the project), or undefined.
 * @param {string} from
 * @param {string} to
 */
export function wallBetween(from, to) {
  const room = roomOf(from);
  const other = roomOf(to) ?? { kind: to, name: to };
  if (room === undefined || room.name === other.name || isTest(from)) return undefined;
  if (room.kind === other.kind && room.kind.endsWith('/*')) {
    const open = doors[room.kind];
    const inside = to.slice(other.name.length + 1);
    if (open === undefined || open.includes(inside)) return undefined;
    return `${other.name} is used through its ${open.join(' or ')} only`;
  }
  if (rooms[room.kind]?.some((allowed) => pattern(allowed).test(to))) return undefined;
  return `${room.name} may not use ${other.name}`;
}

/** @type {import('eslint').Rule.RuleModule} */
export const walls = {
  meta: { type: 'problem', schema: [], messages: { wall: '{{why}}; scripts/lint/walls.mjs has the table.' } },
  create(context) {
    const root = context.cwd;
    const from = relative(root, context.filename).split(sep).join('/');
    /** @param {{ source?: import('estree').Node | null | undefined }} node */
    const check = (node) => {
      const { source } = node;
      if (source?.type !== 'Literal' || typeof source.value !== 'string' || !source.value.startsWith('.'))
        return;
      const to = join(dirname(from), source.value.replace(/\?.*$/s, '')).split(sep).join('/');
      const why = wallBetween(from, to);
      if (why !== undefined) context.report({ node: source, messageId: 'wall', data: { why } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};
