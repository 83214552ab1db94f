import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { readLogFrame } from '../../../shared/core/logFrame.ts';
import {
  maxTerminals,
  TerminalMessage,
  terminalPath,
  terminalProtocol,
  terminalWindow,
} from '../../../shared/terminal.ts';
import type { TerminalRequest } from '../../../shared/terminal.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';

let server: TestServer;
const pages: Page[] = [];

beforeEach(async () => {
  vi.stubEnv('SHELL', '/bin/bash');
  vi.stubEnv('WEBRUNNER_SECRET', 'hidden');
  server = await startTestServer();
  vi.stubEnv('HOME', server.base);
});
afterEach(async () => {
  for (const page of pages.splice(0)) page.socket.terminate();
  await server[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
});

/** A page with terminals: says that it has shown everything at once, unless `acknowledges` is false. */
class Page {
  readonly socket: WebSocket;
  readonly messages: TerminalMessage[] = [];
  acknowledges = true;
  output = '';
  /** Offset behind the last byte. */
  end = 0;
  received = 0;
  #begun = false;
  #requests = 0;

  constructor(headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${server.port}${terminalPath}`, {
      headers: { Cookie: server.cookie, Origin: `http://127.0.0.1:${server.port}`, ...headers },
    });
    this.socket.binaryType = 'arraybuffer';
    this.socket.on('message', (data: ArrayBuffer, isBinary) => {
      if (!isBinary) {
        const message = TerminalMessage.parse(JSON.parse(Buffer.from(data).toString()));
        this.messages.push(message);
        if (message.type === 'attached') this.end = message.offset;
        return;
      }
      const { stream, offset, bytes } = readLogFrame(data);
      expect(offset).toBe(this.end);
      this.end += bytes.length;
      this.received += bytes.length;
      this.output = (this.output + Buffer.from(bytes).toString('latin1')).slice(-1_000_000);
      if (this.acknowledges) this.say({ type: 'ack', terminal: stream, offset: this.end });
    });
    this.socket.on('error', () => undefined);
    pages.push(this);
  }

  say(message: TerminalRequest): void {
    this.socket.send(JSON.stringify(message));
  }

  async has<Type extends TerminalMessage['type']>(
    type: Type,
    isIt: (message: Extract<TerminalMessage, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<TerminalMessage, { type: Type }>> {
    const isWanted = (message: TerminalMessage): message is Extract<TerminalMessage, { type: Type }> =>
      message.type === type && isIt(message as Extract<TerminalMessage, { type: Type }>);
    return await vi.waitFor(
      () => {
        const found = this.messages.findLast(isWanted);
        if (found === undefined) throw new Error(`no ${type}: ${JSON.stringify(this.messages)}`);
        return found;
      },
      { timeout: 10_000, interval: 10 },
    );
  }

  async hello(): Promise<Extract<TerminalMessage, { type: 'welcome' }>> {
    if (!this.#begun) {
      this.#begun = true;
      await once(this.socket, 'open');
      this.say({ type: 'hello', protocol: terminalProtocol });
    }
    return await this.has('welcome');
  }

  /** Opens a terminal and shows it from its beginning. */
  async open(folder?: string): Promise<number> {
    await this.hello();
    const request = ++this.#requests;
    this.say({ type: 'open', request, columns: 80, rows: 24, ...(folder !== undefined && { folder }) });
    const { terminal } = await this.has('opened', (message) => message.request === request);
    this.say({ type: 'attach', terminal, offset: 0 });
    return terminal;
  }

  type(terminal: number, data: string): void {
    this.say({ type: 'input', terminal, data });
  }

  /** Waits for output of a command; the pattern must not match the command as it is typed. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    return await vi.waitFor(
      () => {
        // Without what readline says of its own accord, such as that it takes pasted text.
        const found = pattern.exec(this.output.replaceAll(/\u001b\[[?\d;]*[A-Za-z]\r?/g, ''));
        if (found === null) throw new Error(`not shown: ${JSON.stringify(this.output.slice(-300))}`);
        return found;
      },
      { timeout: 10_000, interval: 10 },
    );
  }
}

test('a shell runs in the workspace, with the programs of the engine first and nothing of the server', async () => {
  await server[Symbol.asyncDispose]();
  server = await startTestServer({ engineBin: '/nowhere/engine' });
  const page = new Page();
  const id = await page.open();
  await page.shows(/slapos service list/);
  page.type(id, 'pwd; echo "path=$PATH="; echo "cfg=$SLAPOS_CONFIGURATION="; tty\r');
  await page.shows(new RegExp(`\\n${server.workspace}\\r`));
  const slapos = join(server.state, 'slapos');
  await page.shows(new RegExp(`path=${server.state}/terminal:${slapos}/bin:/nowhere/engine/bin:`));
  await page.shows(new RegExp(`cfg=${slapos}/etc/slapos.cfg=`));
  await page.shows(/\/dev\/pts\/\d+/);
  page.type(id, 'env | grep -ci -e hidden -e token; echo "secrets: $?"\r');
  await page.shows(/\n0\r\nsecrets: 1/);
  const wrapper = await readFile(join(server.state, 'terminal', 'supervisorctl'), 'utf8');
  expect(wrapper).toContain(
    `'/nowhere/engine/bin/supervisorctl' --configuration '${slapos}/inst/etc/supervisord.conf'`,
  );
});

test('a shell is opened in the folder that is named, and in no other', async () => {
  await mkdir(join(server.workspace, 'software', 'a b'), { recursive: true });
  await writeFile(join(server.workspace, 'file'), '');
  const page = new Page();
  const id = await page.open('workspace/software/a b');
  page.type(id, 'pwd\r');
  await page.shows(/\n\S+\/workspace\/software\/a b\r/);
  expect((await page.has('terminals')).terminals).toMatchObject([{ id, folder: 'workspace/software/a b' }]);
  const wrong = ['workspace/../..', 'workspace/none', 'workspace/file', '/etc', 'workspace/a\0'];
  for (const [request, folder] of wrong.entries()) {
    page.say({ type: 'open', request: 100 + request, folder, columns: 80, rows: 24 });
    expect(await page.has('error', (error) => error.request === 100 + request)).toMatchObject({
      code: 'not_opened',
    });
  }
});

test('a terminal outlives its page: another one gets what it missed, byte for byte', async () => {
  const page = new Page();
  const id = await page.open();
  page.type(id, 'echo fi""rst\r');
  await page.shows(/\nfirst\r\n/);
  const { output, end } = page;
  page.type(id, 'sleep 0.3; echo se""cond\r');
  page.socket.terminate();

  const later = new Page();
  expect((await later.hello()).terminals).toMatchObject([{ id, folder: 'workspace' }]);
  later.say({ type: 'attach', terminal: id, offset: end });
  await later.shows(/\nsecond\r\n/);
  const whole = new Page();
  await whole.hello();
  whole.say({ type: 'attach', terminal: id, offset: 0 });
  await whole.shows(/\nsecond\r\n/);
  expect(whole.output.slice(0, output.length)).toBe(output);
  expect(whole.output.slice(output.length)).toBe(later.output);
});

test('two pages show the same terminal', async () => {
  const page = new Page();
  const id = await page.open();
  const other = new Page();
  await other.hello();
  other.say({ type: 'attach', terminal: id, offset: 0 });
  other.type(id, 'echo bo""th\r');
  await Promise.all([page.shows(/\nboth\r/), other.shows(/\nboth\r/)]);
});

test('a page that does not show what it gets stops the program, and can still interrupt it', async () => {
  const page = new Page();
  const id = await page.open();
  await page.shows(/\$|#/);
  page.acknowledges = false;
  page.type(id, 'yes\r');
  await vi.waitFor(() => expect(page.received).toBeGreaterThan(terminalWindow / 2), { timeout: 10_000 });
  await pause(300);
  const { received } = page;
  expect(received).toBeLessThanOrEqual(terminalWindow + 4096);
  await pause(200);
  expect(page.received).toBe(received);
  page.type(id, '\u0003');
  page.acknowledges = true;
  page.say({ type: 'ack', terminal: id, offset: page.end });
  await page.shows(/\^C/);
  page.type(id, 'echo ba""ck\r');
  await page.shows(/\nback\r/);
});

test('with nobody looking only the latest output is kept, and a page that comes back is told where it begins', async () => {
  const page = new Page();
  const id = await page.open();
  await page.shows(/\$|#/);
  const { end } = page;
  page.type(id, 'sleep 0.2; seq -f "%012.0f" 200000; echo do""ne\r');
  page.socket.terminate();
  await pause(1500);
  const later = new Page();
  await later.hello();
  later.say({ type: 'attach', terminal: id, offset: end });
  await later.shows(/\ndone\r/);
  const { offset } = await later.has('attached');
  expect(offset).toBeGreaterThan(2_000_000);
  expect(later.output).toMatch(/^\d{12}\r\n/);
});

test('the window has the size of the page', async () => {
  const page = new Page();
  const id = await page.open();
  page.say({ type: 'resize', terminal: id, columns: 132, rows: 43 });
  page.type(id, 'stty size\r');
  await page.shows(/\n43 132\r/);
});

test('the program in the foreground is told', async () => {
  const page = new Page();
  const id = await page.open();
  page.type(id, 'sleep 30\r');
  await page.has('terminals', ({ terminals }) => terminals[0]?.program === 'sleep');
});

test('closing a terminal ends all that was started in it, also what does not want to', async () => {
  const page = new Page();
  const id = await page.open();
  page.type(
    id,
    `sh -c 'trap "" HUP TERM; while :; do sleep 1; done' & sleep 1000 & echo "pids=$$ $(jobs -p | xargs)="\r`,
  );
  const [, pids = ''] = await page.shows(/pids=([\d ]+)=/);
  const isAlive = (pid: string) => {
    try {
      return process.kill(Number(pid), 0);
    } catch {
      return false;
    }
  };
  expect(pids.split(' ').map(isAlive)).toEqual([true, true, true]);
  page.say({ type: 'close', terminal: id });
  await page.has('terminals', ({ terminals }) => terminals.length === 0);
  await vi.waitFor(() => expect(pids.split(' ').map(isAlive)).toEqual([false, false, false]), {
    timeout: 10_000,
  });
});

test('the end of the server is that of its terminals, and the next one says that it is another', async () => {
  const page = new Page();
  const { bootId } = await page.hello();
  const id = await page.open();
  page.type(id, 'echo "pid=$$="\r');
  const [, pid] = await page.shows(/pid=(\d+)=/);
  await server.restart();
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  const later = await new Page().hello();
  expect(later.terminals).toEqual([]);
  expect(later.bootId).not.toBe(bootId);
});

test('a shell that is left takes its terminal along; one that failed stays to be read', async () => {
  const page = new Page();
  const first = await page.open();
  page.type(first, 'exit\r');
  await page.has('terminals', ({ terminals }) => terminals.length === 0);
  const second = await page.open();
  page.type(second, 'exit 3\r');
  await page.has('terminals', ({ terminals }) => terminals[0]?.exitCode === 3);
  page.type(second, 'nobody reads this');
  page.say({ type: 'close', terminal: second });
  await vi.waitFor(() => expect(page.messages.at(-1)).toEqual({ type: 'terminals', terminals: [] }));
});

test('no more are opened than can be shown', async () => {
  const page = new Page();
  await page.hello();
  for (let request = 0; request < maxTerminals; request++) {
    page.say({ type: 'open', request, columns: 80, rows: 24 });
  }
  await page.has('terminals', ({ terminals }) => terminals.length === maxTerminals);
  page.say({ type: 'open', request: 999, columns: 80, rows: 24 });
  expect(await page.has('error', ({ request }) => request === 999)).toMatchObject({ code: 'too_many' });
});

test.each([
  ['without a session', { Cookie: '' }, 401],
  ['of another site', { Origin: 'http://evil.example' }, 403],
  ['of a page on another port', { Origin: 'http://127.0.0.1:1' }, 403],
])('a connection %s is refused', async (_case, headers, status) => {
  const { socket } = new Page(headers);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
  expect(response.statusCode).toBe(status);
});

test('a ping is answered', async () => {
  const page = new Page();
  await page.hello();
  page.say({ type: 'ping' });
  await page.has('pong');
});

test('messages of another form are refused, and the connection goes on', async () => {
  const page = new Page();
  await page.hello();
  const id = await page.open();
  for (const message of [
    { type: 'open', request: 1, columns: 0, rows: 24 },
    { type: 'input', terminal: id, data: 'x'.repeat(20_000) },
    { type: 'resize', terminal: id, columns: 1e9, rows: 1 },
    { type: 'hello', protocol: terminalProtocol },
    { type: 'run', terminal: id },
    [],
  ]) {
    page.messages.length = 0;
    page.socket.send(JSON.stringify(message));
    expect(await page.has('error')).toMatchObject({ code: 'bad_message' });
  }
  page.say({ type: 'attach', terminal: 12345, offset: 0 });
  expect(await page.has('error', ({ code }) => code === 'not_found')).toBeTruthy();
  page.socket.send('no JSON');
  const [code] = (await once(page.socket, 'close')) as [number];
  expect(code).toBe(4400);
});
