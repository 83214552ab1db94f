import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { IdeServer } from './ideServer.ts';

/** What a user sees and does, by accessible names: the same names that users' scripts rely on. */
export class IdePage {
  readonly page: Page;
  readonly server: IdeServer;

  constructor(page: Page, server: IdeServer) {
    this.page = page;
    this.server = server;
  }

  get software(): Locator {
    return this.page.getByRole('status', { name: 'Software', exact: true });
  }

  get instance(): Locator {
    return this.page.getByRole('status', { name: 'Instance', exact: true });
  }

  get rebuildButton(): Locator {
    return this.page.getByRole('button', { name: 'Rebuild', exact: true });
  }

  get stopButton(): Locator {
    return this.page.getByRole('button', { name: 'Stop', exact: true });
  }

  /** In Services, of the instance that the header is about: it comes first. */
  get connectionInformation(): Locator {
    return this.page.getByRole('region', { name: 'Connection Information' }).first();
  }

  get promises(): Locator {
    return this.page.getByRole('region', { name: 'Promises' }).first();
  }

  get processes(): Locator {
    return this.page.getByRole('region', { name: 'Processes' }).first();
  }

  get parameters(): Locator {
    return this.page.getByRole('region', { name: 'Parameters' }).first();
  }

  /** Text of the run that Logs shows. */
  get log(): Locator {
    return this.page.getByRole('log');
  }

  /** Signs in and waits for the tree. No file is open, no folder expanded, and the header is about helloworld. */
  async open(): Promise<void> {
    const { signInUrl } = this.server;
    await this.page.request.get(signInUrl);
    await this.page.request.put(new URL('/api/layout', signInUrl).href, {
      data: { tabs: [], expandedFolders: [], panes: {}, release: 'helloworld' },
      headers: { origin: new URL(signInUrl).origin },
    });
    await this.page.goto(signInUrl);
    await expect(this.treeItem('software')).toBeVisible();
  }

  /** Chooses the release that the header is about, and that Rebuild builds. */
  async selectRelease(name: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Release' }).click();
    const list = this.page.getByRole('dialog', { name: 'Choose a release' });
    await list.getByRole('combobox').fill(name);
    await list
      .getByRole('option')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .click();
    await expect(list).toBeHidden();
  }

  async show(tab: 'Editor' | 'Services' | 'Runs' | 'Logs' | 'Terminal'): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).first().click();
  }

  /**
   * Expects the command that a step of the last run executed. It is at the top of the log of the step, and only the lines
   * in sight are in the page.
   */
  async expectCommand(step: 'Software' | 'Instance', command: string | RegExp): Promise<void> {
    await this.show('Logs');
    const steps = this.page.getByRole('navigation', { name: /^Steps of run/ });
    await expect(async () => {
      await steps.getByRole('link', { name: step }).click({ timeout: 1000 });
      await this.log.press('Home');
      await expect(this.log).toContainText(command, { timeout: 1000 });
    }).toPass({ timeout: 20_000 });
  }

  treeItem(name: string): Locator {
    return this.page.getByRole('tree', { name: 'Files' }).getByRole('treeitem', { name, exact: true });
  }

  /** Row of one entry of the tree, by its path: several folders may have an `etc`. */
  treeEntry(path: string): Locator {
    const root = /^(instances|releases)(\/|$)/.test(path) ? '' : 'workspace/';
    return this.page
      .getByRole('tree', { name: 'Files' })
      .locator(`[role=treeitem][data-path="${root}${path}"]`);
  }

  async scrollToEntry(path: string): Promise<Locator> {
    return await this.scrollToRow(this.treeEntry(path));
  }

  /** Scrolls the tree, which has only the rows in sight, to one of them. */
  async scrollToRow(row: Locator): Promise<Locator> {
    const tree = this.page.getByRole('tree', { name: 'Files' });
    await expect(async () => {
      if (await row.isVisible()) return;
      await tree.evaluate((element) => {
        const bottom = element.scrollTop + element.clientHeight >= element.scrollHeight - 1;
        element.scrollTop = bottom ? 0 : element.scrollTop + element.clientHeight / 2;
      });
      await expect(row).toBeVisible({ timeout: 300 });
    }).toPass({ timeout: 15_000 });
    return row;
  }

  /** Path of the partition of an instance in the tree, which says of each partition whose it is. */
  async partitionOf(reference: string): Promise<string> {
    await this.show('Editor');
    const partitions = await this.scrollToEntry('instances');
    if ((await partitions.getAttribute('aria-expanded')) !== 'true') await partitions.click();
    const row = await this.scrollToRow(
      this.page.locator(`[data-path^="instances/"][aria-description="${reference}"]`),
    );
    return (await row.getAttribute('data-path')) ?? '';
  }

  /** Expands the folders above an entry. */
  async expandFoldersAbove(path: string): Promise<void> {
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth += 1) {
      const folder = await this.scrollToEntry(names.slice(0, depth).join('/'));
      if ((await folder.getAttribute('aria-expanded')) !== 'true') await folder.click();
    }
  }

  /** Opens a file from the tree, expanding the folders above it: of the workspace, or of `instances/slappart0`. */
  async openFile(path: string): Promise<void> {
    await this.show('Editor');
    await this.expandFoldersAbove(path);
    await (await this.scrollToEntry(path)).click();
    // Monaco names the model that it shows on its root element.
    await expect(this.page.locator(`.monaco-editor[data-uri$="/${path}"]`)).toBeVisible();
  }

  /** Types the name that the tree asks for, and waits until it is taken. */
  async nameEntry(name: string): Promise<void> {
    const input = this.page.getByRole('tree', { name: 'Files' }).getByRole('textbox');
    await expect(input).toBeFocused();
    await input.fill(name);
    await input.press('Enter');
    await expect(input).toHaveCount(0);
  }

  /** A file of the workspace as it is on disk. */
  read(path: string): string {
    return readFileSync(join(this.server.workspace, path), 'utf8');
  }

  /** Opens a file, replaces its text by what `change` makes of it, and saves. */
  async edit(path: string, change: (text: string) => string): Promise<void> {
    const before = this.read(path);
    const text = change(before);
    expect(text, `the edit of ${path} changes something`).not.toBe(before);
    await this.openFile(path);
    await this.type(text);
    await this.page.keyboard.press('Control+s');
    await expect.poll(() => this.read(path)).toBe(text);
  }

  /** Gives a file this text, creating it, and the folder that it is in, where they are missing. */
  async write(path: string, text: string): Promise<void> {
    await this.show('Editor');
    const names = path.split('/');
    for (let depth = 2; depth <= names.length; depth += 1) {
      const entry = names.slice(0, depth).join('/');
      const kind = depth === names.length ? 'File' : 'Folder';
      if (existsSync(join(this.server.workspace, entry))) continue;
      await this.expandFoldersAbove(entry);
      await this.create(kind, entry);
    }
    await this.edit(path, () => text);
  }

  /** Types a line into the terminal, a shell that begins in the workspace. */
  async typeInTerminal(line: string): Promise<void> {
    await this.show('Terminal');
    await this.page.getByRole('textbox', { name: /^Terminal/ }).focus();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Text of the file that is shown, as far as it is in sight. */
  async expectText(text: string | RegExp): Promise<void> {
    // Monaco draws spaces as no-break spaces.
    const drawn = typeof text === 'string' ? text.replaceAll(' ', '\u00a0') : text;
    await expect(this.page.locator('.monaco-editor .view-lines').first()).toContainText(drawn);
  }

  /** Creates a folder or a file in a folder, by the buttons above the tree. */
  async create(kind: 'Folder' | 'File', path: string): Promise<void> {
    const slash = path.lastIndexOf('/');
    const parent = await this.scrollToEntry(path.slice(0, slash));
    // The new entry goes into the folder that is selected, which a click also opens or closes.
    if ((await parent.getAttribute('aria-selected')) !== 'true') await parent.click();
    await this.page.getByRole('button', { name: `New ${kind}` }).click();
    await this.nameEntry(path.slice(slash + 1));
    await expect(this.treeEntry(path)).toBeVisible();
  }

  /** Replaces the whole text of the editor that is shown, by pasting: typing would indent it. */
  async type(text: string): Promise<void> {
    await this.page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.page.locator('.monaco-editor .view-lines').first().click();
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Control+v');
  }

  /** Chooses "Get or Update MD5 sum" for the file that is shown and gives the sum. */
  async md5Sum(): Promise<string> {
    await this.page.getByRole('button', { name: 'Menu', exact: true }).click();
    await this.page.getByRole('menuitem', { name: 'Get or Update MD5 sum' }).click();
    const status = this.page.getByRole('status', { name: 'MD5 sum' });
    await expect(status).toContainText(/[0-9a-f]{32}/);
    return /[0-9a-f]{32}/.exec((await status.textContent()) ?? '')?.[0] ?? '';
  }

  /** Brings the sum of an edited file into buildout.hash.cfg. */
  async updateMd5Sum(path: string): Promise<void> {
    await this.openFile(path);
    const sum = await this.md5Sum();
    await this.page.getByRole('button', { name: 'Update buildout.hash.cfg' }).click();
    const hashFile = `${path.slice(0, path.lastIndexOf('/'))}/buildout.hash.cfg`;
    await expect.poll(() => this.read(hashFile)).toContain(sum);
  }

  async startRebuild(): Promise<void> {
    await this.#startRun(this.rebuildButton);
  }

  /** Presses a button that starts a run, and waits until the page shows that it goes on, or it has ended. */
  async #startRun(button: Locator): Promise<void> {
    await expect(button).toBeEnabled();
    const started = this.page.waitForResponse(
      (response) =>
        response.request().method() === 'POST' && new URL(response.url()).pathname === '/api/runs',
    );
    await button.click();
    const { id } = (await (await started).json()) as { id: number };
    await expect(async () => {
      if (await this.stopButton.isVisible()) return;
      // A build that fails at once is over before one sees it begin.
      const answer = await this.page.request.get(new URL('/api/runs?limit=1', this.server.signInUrl).href);
      const { runs } = (await answer.json()) as { runs: { id: number; state: string }[] };
      expect(runs[0]?.id).toBe(id);
      expect(['queued', 'running']).not.toContain(runs[0]?.state);
    }).toPass({ timeout: 15_000 });
  }

  /** Presses Rebuild and waits for its end. */
  async rebuild(): Promise<void> {
    await this.startRebuild();
    await expect(this.rebuildButton).toBeVisible({ timeout: 150_000 });
  }

  /** Presses Rebuild and expects both indicators to say Completed. */
  async rebuildCompletely(): Promise<void> {
    await this.rebuild();
    await expect(this.software).toContainText('Completed');
    await expect(this.instance).toContainText('Completed');
  }

  /** Gives the instance in Services these parameters and no other, as JSON, and waits for the end of its run. */
  async giveParameters(parameters: Record<string, string | number>): Promise<void> {
    await this.show('Services');
    await this.parameters.getByRole('button', { name: 'JSON' }).click();
    await this.parameters
      .getByRole('textbox', { name: 'Parameters as JSON' })
      .fill(JSON.stringify(parameters));
    await this.applyParameters();
  }

  /** Applies what was typed into Parameters and waits for the end of its run. */
  async applyParameters(): Promise<void> {
    const apply = this.parameters.getByRole('button', { name: 'Apply' });
    await this.#startRun(apply);
    await expect(this.rebuildButton).toBeVisible({ timeout: 60_000 });
    await expect(apply).toBeDisabled();
  }

  /** Ends a run that a failed test left behind. */
  async stopRun(): Promise<void> {
    if (this.page.isClosed() || !(await this.stopButton.isVisible())) return;
    await this.stopButton.click();
    await expect(this.rebuildButton).toBeVisible({ timeout: 20_000 });
  }

  /** Value of a connection parameter in Services. */
  connectionParameter(name: string): Locator {
    return this.connectionInformation
      .getByRole('row')
      .filter({ has: this.page.getByText(name, { exact: true }) });
  }
}
