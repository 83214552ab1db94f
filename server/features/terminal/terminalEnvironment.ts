import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { hostEnvironment } from '../../engine/hostEnvironment.ts';

/** Where the programs are that a terminal finds before all others. */
export interface TerminalPrograms {
  /** Folder of the server's own wrappers; made by `writeWrappers`. */
  readonly wrappers: string;
  /** The engine's Python environment; undefined where there is none. */
  readonly engineBin: string | undefined;
  /** The standalone SlapOS, whose `bin/slapos` has the configuration of its node. */
  readonly slaposBase: string;
}

const refusing = new Set(['nologin', 'false', 'true']);
const usualShells = ['/bin/bash', '/usr/bin/bash', '/bin/sh'];

/**
 * The environment of a shell: that of the engine, which holds nothing of the server's own, with `slapos`, `python`
 * and `supervisorctl` of this Webrunner first on PATH.
 */
export function terminalEnvironment(
  env: NodeJS.ProcessEnv,
  { wrappers, engineBin, slaposBase }: TerminalPrograms,
): Record<string, string> {
  const config = join(slaposBase, 'etc', 'slapos.cfg');
  const passed = hostEnvironment(env);
  delete passed.PYTHONUNBUFFERED;
  const folders = [
    wrappers,
    join(slaposBase, 'bin'),
    ...(engineBin === undefined ? [] : [join(engineBin, 'bin')]),
  ];
  return {
    ...passed,
    PATH: [...folders, passed.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(delimiter),
    SLAPOS_CONFIGURATION: config,
    SLAPOS_CLIENT_CONFIGURATION: config,
    COLORTERM: 'truecolor',
    TERM_PROGRAM: 'Webrunner',
  };
}

/** The account's shell where it is one to work with, else bash, else sh. */
export function chooseShell(env: NodeJS.ProcessEnv): string {
  const { SHELL = '' } = env;
  const wanted = SHELL.startsWith('/') && !refusing.has(basename(SHELL)) ? [SHELL] : [];
  return [...wanted, ...usualShells].find(isExecutable) ?? '/bin/sh';
}

/** Makes `supervisorctl` one that knows where the supervisord of the instances is, unless it is told another. */
export async function writeWrappers({ wrappers, engineBin, slaposBase }: TerminalPrograms): Promise<void> {
  if (engineBin === undefined) return;
  await mkdir(wrappers, { recursive: true, mode: 0o700 });
  const path = join(wrappers, 'supervisorctl');
  const program = quoted(join(engineBin, 'bin', 'supervisorctl'));
  const config = quoted(join(slaposBase, 'inst', 'etc', 'supervisord.conf'));
  await writeFile(path, `#!/bin/sh\nexec ${program} --configuration ${config} "$@"\n`);
  await chmod(path, 0o700);
}

/** What a terminal says before its shell does. */
export function greeting(shell: string, engineBin: string | undefined): string {
  const words =
    engineBin === undefined
      ? `${basename(shell)}. The engine is not installed: there is no slapos here.`
      : `${basename(shell)}, with the engine of this Webrunner: slapos (try: slapos service list, slapos node status), supervisorctl (status, tail), python.`;
  return `\u001b[90m${words}\u001b[0m\r\n`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not for us: the next one.
    return false;
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
