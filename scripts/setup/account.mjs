/**
 * Stepping down from root. The engine refuses to run as root, and nothing of this product needs to: started as
 * root, the scripts start themselves again as the account `webrunner`, in a copy of the sources that belongs
 * to it unless it can write where they are. Root only reads the sources and creates the account.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { attach, which } from './command.mjs';
import { projectRoot } from './folders.mjs';
import { say, SetupError } from './progress.mjs';
import { hashOf } from './sourceHash.mjs';

/** @typedef {{ uid: number, gid: number, home: string }} Account */

const accountName = 'webrunner';

/** What is handed over to the account: the sources, not what is built from them. */
const sources = [
  'package.json',
  'package-lock.json',
  '.npmrc',
  '.prettierrc.json',
  '.prettierignore',
  'tsconfig.json',
  'tsconfig.base.json',
  'vite.config.ts',
  'vitest.config.ts',
  'eslint.config.js',
  '.editorconfig',
  '.github',
  '.vscode',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
  'client',
  'server',
  'cli',
  'shared',
  'e2e',
  'engine',
  'profiles',
  'scripts',
  'bench',
  'docs',
];

/** Variables that tell how to reach the network and what to show; all others stay with root. */
const kept =
  /^(LANG|LC_.*|TERM|TZ|CI|DISPLAY|CHROMIUM|PYTHON|NO_COLOR|FORCE_COLOR|WEBRUNNER_.*|(HTTPS?|NO|ALL|FTP)_PROXY|(https?|no|all)_proxy|SSL_CERT_.*|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|GIT_SSL_.*|NODE_EXTRA_CA_CERTS|PIP_.*|UV_.*|GOPROXY|GOSUMDB|GONOSUMDB|GOFLAGS|npm_config_(registry|cafile|proxy|https_proxy|noproxy|strict_ssl))$/;

/** @returns {Account | undefined} */
function findAccount() {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid, , home = `/home/${accountName}`] = line.split(':');
    if (name === accountName) return { uid: Number(uid), gid: Number(gid), home };
  }
  return undefined;
}

function createAccount() {
  const home = `/home/${accountName}`;
  if (which('useradd') !== undefined) {
    spawnSync('useradd', ['--system', '--user-group', '--create-home', '--home-dir', home, accountName]);
  } else if (which('adduser') !== undefined) {
    // BusyBox, as on Alpine.
    spawnSync('adduser', ['-S', '-D', '-h', home, accountName]);
  }
  if (findAccount() === undefined) {
    // A container without these tools: the same lines that they would write.
    const taken = new Set(
      readFileSync('/etc/passwd', 'utf8')
        .split('\n')
        .map((line) => line.split(':')[2]),
    );
    let id = 990;
    while (taken.has(String(id))) id -= 1;
    appendFileSync('/etc/group', `${accountName}:x:${id}:\n`);
    appendFileSync('/etc/passwd', `${accountName}:x:${id}:${id}::${home}:/bin/sh\n`);
  }
  const account = findAccount();
  if (account === undefined) throw new SetupError(`The account ${accountName} could not be created.`);
  mkdirSync(account.home, { recursive: true });
  chownSync(account.home, account.uid, account.gid);
  return account;
}

/** @param {Account} account */
function environmentOf(account) {
  /** @type {NodeJS.ProcessEnv} */
  const environment = {
    HOME: account.home,
    USER: accountName,
    LOGNAME: accountName,
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/usr/local/go/bin'].join(':'),
    LANG: 'C.UTF-8',
  };
  for (const [name, value] of Object.entries(process.env)) if (kept.test(name)) environment[name] = value;
  return environment;
}

/** @param {Account} account */
function asAccount(account) {
  return { uid: account.uid, gid: account.gid, env: environmentOf(account), cwd: account.home };
}

/**
 * The folder the account works in: ours where it can write it, else a copy of its own, renewed when it changed.
 * @param {Account} account
 */
function stageSources(account) {
  const own = spawnSync(
    'test',
    ['-w', projectRoot, '-a', '-r', join(projectRoot, 'package.json')],
    asAccount(account),
  );
  if (own.status === 0) return projectRoot;
  const target = join(account.home, '.local', 'share', 'webrunner', 'app');
  const hash = hashOf(projectRoot, sources);
  const stamp = join(target, '.webrunner-staged');
  const current = spawnSync('cat', [stamp], { ...asAccount(account), encoding: 'utf8' });
  if (current.stdout === hash) return target;
  // Files that are gone from the sources must go there too; what is built or installed stays.
  const script = `set -e; mkdir -p "$1"; cd "$1"; rm -f "$3"; shift; hash=$1; stamp=$2; shift 2; rm -rf -- "$@"; tar -xf -; printf %s "$hash" > "$stamp"`;
  const archive = spawnSync(
    'tar',
    ['-C', projectRoot, '--exclude=__pycache__', '--ignore-failed-read', '-cf', '-', ...sources],
    { maxBuffer: 1 << 30 },
  );
  const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', target, hash, stamp, ...sources], {
    ...asAccount(account),
    input: archive.stdout,
    encoding: 'utf8',
  });
  if (status !== 0) throw new SetupError(`The sources could not be copied to ${target}: ${stderr.trim()}`);
  return target;
}

/**
 * The folders above `path`, from the top, that the account may not enter.
 * @param {Account} account
 * @param {string} path
 */
function closedAbove(account, path) {
  /** @type {string[]} */
  const above = [];
  for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) above.unshift(folder);
  const script = 'for d do [ ! -d "$d" ] || [ -x "$d" ] || echo "$d"; done';
  // What is below a closed folder looks missing to the account: one closed folder is told at a time.
  const { stdout } = spawnSync('sh', ['-c', script, 'sh', ...above], {
    ...asAccount(account),
    encoding: 'utf8',
  });
  return stdout.split('\n').filter((folder) => folder !== '');
}

/**
 * Refuses a workspace or state folder that the account cannot write, with the line that mends it.
 * @param {Account} account
 * @param {readonly string[]} folders
 */
function checkWritable(account, folders) {
  for (const folder of folders) {
    const script = `d=$1; while [ ! -e "$d" ]; do d=$(dirname "$d"); done; test -w "$d" -a -x "$d"`;
    const { status } = spawnSync('sh', ['-c', script, 'sh', folder], asAccount(account));
    if (status === 0) continue;
    const open = closedAbove(account, folder).map((closed) => `chmod o+x '${closed}' && `);
    throw new SetupError(
      `The account ${accountName} cannot write ${folder}. To let it: ${open.join('')}mkdir -p '${folder}' && chown -R ${accountName}: '${folder}'`,
    );
  }
}

/** The account that root steps down to, made where it is missing. */
export function ensureAccount() {
  return findAccount() ?? createAccount();
}

/**
 * An empty folder that root made for `state` becomes the account's, which is to close it to others. A sticky one is shared by
 * all accounts, as /tmp is.
 * @param {Account} account
 * @param {string} state
 */
function handOver(account, state) {
  const stats = lstatSync(state, { throwIfNoEntry: false });
  const isRoots = stats?.isDirectory() === true && stats.uid === 0 && (stats.mode & 0o1000) === 0;
  if (!isRoots || readdirSync(state).length > 0) return;
  say(`The empty folder ${state} is given to the account ${accountName}.`);
  chownSync(state, account.uid, account.gid);
}

/**
 * As root, runs `script` (a path below the project) with `args` as the account and gives its exit code; as
 * anybody else gives undefined: go on in this process. The account must be able to write the folders, where they are given.
 * @param {string} script
 * @param {readonly string[]} args
 * @param {{ workspace?: string, state?: string }} [folders]
 */
export async function stepDown(script, args, { workspace, state } = {}) {
  if (process.getuid?.() !== 0) return undefined;
  const account = ensureAccount();
  const reads = spawnSync(process.execPath, ['--version'], asAccount(account));
  if (reads.status !== 0) {
    throw new SetupError(
      `The account ${accountName} cannot run ${process.execPath}: install Node.js where everyone can read it (on Debian: apt install nodejs npm).`,
    );
  }
  if (state !== undefined) handOver(account, state);
  checkWritable(
    account,
    [workspace, state].filter((folder) => folder !== undefined),
  );
  const folder = stageSources(account);
  say(`Started as root: going on as the account ${accountName}, in ${folder}.`);
  const { code, signal, failure } = await attach(process.execPath, [join(folder, script), ...args], {
    ...asAccount(account),
    cwd: folder,
    stdio: 'inherit',
  });
  if (code === null && signal === null) throw new SetupError(`${process.execPath}: ${failure}`);
  return code ?? (signal === 'SIGINT' ? 130 : 143);
}
