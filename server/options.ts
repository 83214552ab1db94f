import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultState, defaultWorkspace } from '../scripts/setup/places.mjs';

/** What the server was started with; all folders absolute. */
export interface Options {
  /** The user's profiles. */
  readonly workspace: string;
  /** Everything that the server itself keeps: token, sessions, layout, runs and the standalone SlapOS. */
  readonly state: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether the port was asked for: then no other will do. */
  readonly portIsExplicit: boolean;
  readonly host: string;
  /** Where browsers find us besides the addresses of this machine: whole origins, such as `https://ide.example.org`. */
  readonly origins: readonly string[];
  /** Open a browser when ready. */
  readonly open: boolean;
  /** Say in JSON, and without the token, that it is ready. */
  readonly json: boolean;
  readonly stopServicesOnExit: boolean;
  /** Number of partitions, and so of instances, that there can be: 1 to 200. */
  readonly partitions: number;
  /** Whether builds download nothing. */
  readonly noDownloads: boolean;
  /** The engine's Python environment, whose `bin` has `webrunner-slapos-host`; without it nothing can be built. */
  readonly engineBin: string | undefined;
  /** The built page. */
  readonly staticDir: string;
  /** Module that serves the page from its sources in place of the built one, for those who work on it (npm run dev). */
  readonly devPage: string | undefined;
  /** The built command line, for programs that are to start it. */
  readonly commandLine: string;
  /** Profiles that a new workspace begins with. */
  readonly profilesDir: string;
}

/** A wrong command line; its message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Usage: npm start -- [options]

  --workspace DIR          your profiles (default ~/slapos-workspace)
  --state DIR              builds, instances, logs and settings (default $WEBRUNNER_STATE, or ~/.webrunner)
  --port N                 port to listen on (default 8470, or the next free one)
  --host H                 address to listen on (default 127.0.0.1)
  --origin URL             an address that browsers reach it by, such as https://ide.example.org; may be repeated
  --open, --no-open        open a browser when ready (default: where there is a display)
  --json                   when ready, print a line of JSON with the address, and no token
  --stop-services-on-exit  stop the services of all instances when the server stops
  --partitions N           instances that there is room for, 1 to 200 (default 20, or as many as there are)
  --no-downloads           builds download nothing: one that would stops, with the address and who asked for it
  --engine DIR             Python environment of the engine (npm start gives it)
  --help                   print this
`;

const defaultPort = 8470;
const defaultPartitions = 20;
/** The engine has addresses for so many. */
const maxPartitions = 200;

/** Parses a command line; `help` where it asks for the usage. Throws UsageError. */
export function parseOptions(
  argv: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Options | 'help' {
  const values = parse(argv);
  if (values.help === true) return 'help';
  const project = projectFolder();
  const state = folder('state', values.state) ?? resolve(defaultState(homedir(), env));
  return Object.freeze({
    workspace: folder('workspace', values.workspace) ?? defaultWorkspace(homedir(), state),
    state,
    port: values.port === undefined ? defaultPort : portNumber(values.port),
    portIsExplicit: values.port !== undefined,
    host: hostName(values.host ?? '127.0.0.1'),
    origins: (values.origin ?? []).map(wholeOrigin),
    open: values['no-open'] === true ? false : (values.open ?? hasDisplay(env)),
    json: values.json ?? false,
    stopServicesOnExit: values['stop-services-on-exit'] ?? false,
    partitions: values.partitions === undefined ? defaultPartitions : partitionNumber(values.partitions),
    noDownloads: values['no-downloads'] ?? isSet(env.WEBRUNNER_NO_DOWNLOADS),
    engineBin: folder('engine', values.engine),
    staticDir: join(project, 'dist', 'client'),
    devPage: env.WEBRUNNER_DEV_PAGE,
    commandLine: join(project, 'dist', 'server', 'webrunner.mjs'),
    profilesDir: join(project, 'profiles'),
  });
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        workspace: { type: 'string' },
        state: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        origin: { type: 'string', multiple: true },
        open: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        json: { type: 'boolean' },
        'stop-services-on-exit': { type: 'boolean' },
        partitions: { type: 'string' },
        'no-downloads': { type: 'boolean' },
        engine: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UsageError(`${reason} Try --help.`, { cause: error });
  }
}

function folder(name: string, value: string | undefined): string | undefined {
  if (value === '') throw new UsageError(`--${name} needs the name of a folder.`);
  return value === undefined ? undefined : resolve(value);
}

function portNumber(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new UsageError(`--port ${value}: a port is a number from 0 to 65535.`);
  }
  return port;
}

function partitionNumber(value: string): number {
  const number = Number(value);
  if (!/^\d{1,3}$/.test(value) || number < 1 || number > maxPartitions) {
    throw new UsageError(`--partitions ${value}: it is a number from 1 to ${maxPartitions}.`);
  }
  return number;
}

function hostName(value: string): string {
  const bare = value.replace(/^\[(.*)\]$/, '$1');
  if (!/^[A-Za-z0-9.:_-]+$/.test(bare)) throw new UsageError(`--host ${value}: not a host name or address.`);
  return bare;
}

/** Of a variable that switches something on, as the engine reads it. */
function isSet(value = ''): boolean {
  return value !== '' && value !== '0';
}

/** An origin as browsers write it; the slash at the end of an address that was copied is no path. */
function wholeOrigin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    !/^(?:[\w.-]+|\[.+\])$/.test(url.hostname) ||
    url.href !== `${url.origin}/`
  ) {
    throw new UsageError(
      `--origin ${value}: it is a scheme, a host and perhaps a port, such as https://ide.example.org.`,
    );
  }
  return url.origin;
}

function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  return (env.DISPLAY ?? '') !== '' || (env.WAYLAND_DISPLAY ?? '') !== '';
}

/** The folder that holds `dist` and `profiles`, whether we run from the sources or from a bundle below dist. */
function projectFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return /[\\/]dist[\\/](?:server|dev)$/.test(here) ? resolve(here, '../..') : resolve(here, '..');
}
