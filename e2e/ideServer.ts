import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run the browser tests by \`npm test -- browser\`.`);
  return value;
}

/** What does the builds: SlapOS itself, what stands in for it and builds nothing, or nobody. */
export type Engine = 'real' | 'standIn' | 'none';

/** The built product, running as its own process. */
export class IdeServer {
  readonly workspace: string;
  readonly state: string;
  readonly #engine: Engine;
  readonly #standIn: string;
  #process: ChildProcess | undefined;
  #url: URL | undefined;
  #stderr = '';

  /** Servers with the same `folder` share workspace and state; without a name it is that of all tests on the real engine. */
  constructor({ folder = '', engine }: { folder?: string; engine: Engine }) {
    const base = join(required('WEBRUNNER_TEST_FOLDER'), folder);
    this.workspace = join(base, 'w');
    this.state = join(base, 's');
    this.#engine = engine;
    this.#standIn = join(base, 'e');
  }

  /** Address that signs a browser in. */
  get signInUrl(): string {
    if (this.#url === undefined) throw new Error('The server was not started.');
    return this.#url.href;
  }

  #engineOptions(): string[] {
    switch (this.#engine) {
      case 'none':
        return [];
      case 'real':
        return ['--engine', required('WEBRUNNER_TEST_ENGINE')];
      case 'standIn':
        if (!existsSync(this.#standIn)) {
          execFileSync(process.execPath, [join(project, 'scripts', 'stand-in.mjs'), this.#standIn]);
        }
        return ['--engine', this.#standIn];
    }
  }

  /** Starts it; the second time on the port of the first, as a page that stays open expects. */
  async start(): Promise<void> {
    const options = ['--workspace', this.workspace, '--state', this.state, '--no-open'];
    const child = spawn(
      process.execPath,
      [
        join(project, 'dist', 'server', 'main.mjs'),
        ...options,
        '--port',
        this.#url?.port ?? '0',
        ...this.#engineOptions(),
        '--stop-services-on-exit',
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, HOME: join(required('WEBRUNNER_TEST_FOLDER'), 'home') },
      },
    );
    this.#process = child;
    child.stderr.on('data', (data: Buffer) => (this.#stderr += data.toString()));
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /^Webrunner ready: (\S+)$/.exec(line)?.[1];
      if (url !== undefined) {
        this.#url = new URL(url);
        return;
      }
    }
    throw new Error(`The server ended before it was ready:\n${this.#stderr}`);
  }

  /** Ends it as a user would. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it as a crash would: nothing is told to anybody. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Makes it hang: its connections stay open, and nothing is answered until `goOn`. */
  hang(): void {
    this.#process?.kill('SIGSTOP');
  }

  goOn(): void {
    this.#process?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'exit');
    // One that a failed test left hanging would not hear it.
    child.kill('SIGCONT');
    child.kill(signal);
    await closed;
  }

  /** Puts the bundled profiles back as they are in the sources. */
  resetWorkspace(): void {
    for (const folder of ['software', 'component', 'stack']) {
      rmSync(join(this.workspace, folder), { recursive: true, force: true });
    }
    mkdirSync(this.workspace, { recursive: true });
    cpSync(join(project, 'profiles'), this.workspace, { recursive: true });
  }
}
