import { readFileSync } from 'node:fs';
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

  get connectionInformation(): Locator {
    return this.page.getByRole('region', { name: 'Connection Information' });
  }

  /** Signs in and waits for the tree. */
  async open(): Promise<void> {
    await this.page.goto(this.server.signInUrl);
    await expect(this.treeItem('software')).toBeVisible();
  }

  async show(tab: 'Editor' | 'Services' | 'Logs'): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).first().click();
  }

  treeItem(name: string): Locator {
    return this.page.getByRole('tree', { name: 'Files' }).getByRole('treeitem', { name, exact: true });
  }

  /** Opens a file of the workspace from the tree, expanding the folders above it. */
  async openFile(path: string): Promise<void> {
    await this.show('Editor');
    const names = path.split('/');
    const file = names.pop() ?? '';
    for (const name of names) {
      const folder = this.treeItem(name).first();
      await expect(folder).toBeVisible();
      if ((await folder.getAttribute('aria-expanded')) !== 'true') await folder.click();
    }
    await this.treeItem(file).first().click();
    // Monaco names the model that it shows on its root element.
    await expect(this.page.locator(`.monaco-editor[data-uri$="/${path}"]`)).toBeVisible();
  }

  /** Types the name that the tree asks for. */
  async nameEntry(name: string): Promise<void> {
    const input = this.page.getByRole('tree', { name: 'Files' }).getByRole('textbox');
    await expect(input).toBeFocused();
    await input.fill(name);
    await input.press('Enter');
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
    await expect(this.rebuildButton).toBeEnabled();
    await this.rebuildButton.click();
    await expect(this.stopButton).toBeVisible();
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
