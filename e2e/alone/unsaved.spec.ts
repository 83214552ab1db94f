import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  chromium,
  expect,
  test as base,
  type BrowserContext,
  type CDPSession,
  type Page,
} from '@playwright/test';
import { IdeServer } from '../ideServer.ts';
import { random, type Random } from '../random.ts';

/** The server without an engine: nothing is built here. */
const test = base.extend<object, { plain: IdeServer }>({
  plain: [
    async ({}, use) => {
      const server = new IdeServer({ folder: 'unsaved', engine: 'none' });
      server.resetWorkspace();
      await server.start();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** Sequences that are tried; the whole 300 take `UNSAVED_SEQUENCES=300`, and `UNSAVED_SEED` tries one again. */
const sequences = Number(process.env['UNSAVED_SEQUENCES'] ?? 100);
/** Sequences that go on with one file. */
const perFile = 6;
/** Browsers at a time: the machine is to be busy. */
const browsers = 2;

test('random sequences of typing, saving, reloading, killing and a second window lose nothing', async ({
  plain,
}, { config }) => {
  test.setTimeout(900_000);
  const chosen = process.env['UNSAVED_SEED'];
  const seeds =
    chosen === undefined ? Array.from({ length: sequences }, (_, seed) => seed) : [Number(chosen)];
  const { launchOptions } = config.projects[0]?.use ?? {};
  const runners = Array.from({ length: chosen === undefined ? browsers : 1 }, async () => {
    const user = await User.start(plain, launchOptions ?? {});
    try {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) await user.live(seed);
    } finally {
      await user.end();
    }
  });
  await Promise.all(runners);
});

/** What a user may do next; what takes long is rare. */
const steps = [
  ...([
    'type',
    'type',
    'type',
    'type',
    'type',
    'save',
    'save',
    'slow save',
    'slow save',
    'reload',
    'reload',
  ] as const),
  ...(['slow', 'window', 'kill'] as const),
] as const;

/** What was typed into a window and neither saved nor given up; a browser that is killed may lose the last second. */
interface Window {
  page: Page;
  typed: string[];
}

type BrowserOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

/** Starts a browser on a profile of its own, and signs it in. */
async function launch(server: IdeServer, profile: string, options: BrowserOptions): Promise<BrowserContext> {
  const browser = await chromium.launchPersistentContext(profile, options);
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(server.signInUrl);
  return browser;
}

/** Somebody with a browser of their own, who edits a file. */
class User {
  readonly #server: IdeServer;
  readonly #options: BrowserOptions;
  readonly #profile: string;
  #browser: BrowserContext;
  /** The file that is edited, and the window that goes on from sequence to sequence. */
  #name: string | undefined;
  #first: Window | undefined;
  readonly #slowed: CDPSession[] = [];

  private constructor(server: IdeServer, options: BrowserOptions, profile: string, browser: BrowserContext) {
    this.#server = server;
    this.#options = options;
    this.#profile = profile;
    this.#browser = browser;
  }

  static async start(server: IdeServer, options: BrowserOptions): Promise<User> {
    const profile = mkdtempSync(join(tmpdir(), 'wr-browser-'));
    return new User(server, options, profile, await launch(server, profile, options));
  }

  async end(): Promise<void> {
    await this.#browser.close();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** A sequence on the file of the one before, or on another. Throws where something was lost. */
  async live(seed: number): Promise<void> {
    const dice = random(seed);
    if (seed % perFile === 0 || this.#name === undefined) {
      this.#name = `unsaved-${seed}.txt`;
      writeFileSync(join(this.#server.workspace, this.#name), `${seed}\n`);
      this.#first = { page: await this.#firstPage(), typed: [] };
      await this.#open(this.#first.page, this.#name);
    }
    const name = this.#name;
    const first = this.#first ?? { page: await this.#firstPage(), typed: [] };
    const windows: Window[] = [first];
    const told: string[] = [];
    try {
      const count = 1 + dice.below(4);
      for (let step = 0; step < count; step++) await this.#act(dice, { name, windows, told });
      for (const window of windows) await this.#reload(window, dice.below(150));
      await this.#expectNothingLost(join(this.#server.workspace, name), windows);
    } catch (error) {
      throw new Error(`UNSAVED_SEED=${seed}: ${told.join(', ')}`, { cause: error });
    }
    for (const { page } of windows.slice(1)) await page.close();
    this.#first = windows[0];
    await windows[0]?.page.unrouteAll({ behavior: 'ignoreErrors' });
    await this.#speedUp();
  }

  async #firstPage(): Promise<Page> {
    return this.#browser.pages()[0] ?? (await this.#browser.newPage());
  }

  async #act(
    dice: Random,
    { name, windows, told }: { name: string; windows: Window[]; told: string[] },
  ): Promise<void> {
    const window = windows[dice.below(windows.length)];
    if (window === undefined) return;
    const what = dice.pick(steps);
    told.push(what);
    switch (what) {
      case 'type':
        window.typed.push(await this.#type(window.page, dice));
        return;
      case 'save':
        await window.page.keyboard.press('Control+s');
        return;
      case 'slow save': {
        const delay = dice.below(800);
        await window.page.route(/\/api\/file\?/, async (route) => {
          if (route.request().method() === 'PUT') await new Promise((resolve) => setTimeout(resolve, delay));
          await route.continue().catch(() => undefined);
        });
        await window.page.keyboard.press('Control+s');
        return;
      }
      case 'reload':
        await this.#reload(window, dice.below(150));
        return;
      case 'slow': {
        await this.#slowDown(window.page);
        return;
      }
      case 'window':
        if (windows.length > 1) return;
        windows.push({ page: await this.#browser.newPage(), typed: [] });
        await this.#open(windows[1]?.page ?? window.page, name);
        return;
      case 'kill':
        // One in four of these: it takes a second and more.
        if (dice.below(4) === 0) await this.#kill(name, windows);
        return;
    }
  }

  async #open(page: Page, name: string): Promise<void> {
    await page.goto(new URL(`/edit/workspace/${name}`, this.#server.signInUrl).href);
    await this.#focus(page);
  }

  /** It holds as long as its session does: until the page is closed, or `#speedUp`. */
  async #slowDown(page: Page): Promise<void> {
    const session = await this.#browser.newCDPSession(page);
    this.#slowed.push(session);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  }

  async #speedUp(): Promise<void> {
    // Of a browser that was killed there is nothing to let go of.
    for (const session of this.#slowed.splice(0)) await session.detach().catch(() => undefined);
  }

  async #focus(page: Page): Promise<void> {
    const lines = page.locator('.monaco-editor .view-lines').first();
    await lines.waitFor({ timeout: 60_000 });
    await lines.click({ timeout: 60_000 });
    await page.keyboard.press('Control+End');
  }

  async #type(page: Page, dice: Random): Promise<string> {
    const token = `t${dice.below(1e9).toString(36)}t`;
    const hasFocus = () => document.activeElement?.closest('.monaco-editor') !== null && document.hasFocus();
    if (!(await page.evaluate(hasFocus))) {
      await page.bringToFront();
      await this.#focus(page);
    }
    await page.keyboard.type(`${token} `);
    return token;
  }

  async #reload(window: Window, delay: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, delay));
    await window.page.reload({ waitUntil: 'commit' });
    await this.#focus(window.page);
  }

  /** The browser dies a second after the last key, and is started again with as many windows. */
  async #kill(name: string, windows: Window[]): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const connected = this.#browser.browser();
    const closed = new Promise((resolve) => this.#browser.once('close', resolve));
    const session = await this.#browser.newCDPSession(windows[0]?.page ?? (await this.#browser.newPage()));
    await session.send('Browser.crash').catch(() => undefined);
    await closed;
    await connected?.close();
    this.#browser = await launch(this.#server, this.#profile, this.#options);
    const typed = windows.flatMap((window) => window.typed);
    const before = windows.length;
    windows.length = 0;
    for (let at = 0; at < before; at++) {
      const page =
        at === 0
          ? (this.#browser.pages()[0] ?? (await this.#browser.newPage()))
          : await this.#browser.newPage();
      await this.#open(page, name);
      windows.push({ page, typed: [] });
    }
    // Which of them has which is not the same as before: nothing is lost where one of them has it.
    await this.#expectNothingLost(
      join(this.#server.workspace, name),
      [{ page: windows[0]?.page ?? (await this.#browser.newPage()), typed }],
      windows,
    );
  }

  /** Everything typed is on screen in its window, or on disk. */
  async #expectNothingLost(
    file: string,
    windows: readonly Window[],
    anywhere: readonly Window[] = [],
  ): Promise<void> {
    for (const { page, typed } of windows) {
      await expect(async () => {
        const pages = anywhere.length > 0 ? anywhere.map((window) => window.page) : [page];
        const texts = await Promise.all(
          pages.map((one) => one.locator('.monaco-editor .view-lines').first().innerText()),
        );
        const all = [readFileSync(file, 'utf8'), ...texts].join('\n');
        expect(typed.filter((token) => !all.includes(token))).toEqual([]);
      }).toPass({ timeout: 20_000 });
    }
  }
}
