import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { IdePage } from '../idePage.ts';
import { expect, test } from '../ideTest.ts';
import { measureLayer } from '../layerPixels.ts';

const profile = 'software/layers/instance.cfg.in';

/** Long lines everywhere, so that whatever opens is over text; and something that is advised against. */
const comments = (count: number) =>
  Array.from({ length: count }, () => `# ${'text that lies beneath all that floats '.repeat(6)}\n`).join('');
const text = `[buildout]
parts = directories app-service
${comments(4)}[directories]
recipe = slapos.cookbook:makedirectory
${comments(60)}`;

interface Layer {
  open: (page: Page, ide: IdePage) => Promise<void>;
  find: (page: Page) => Locator;
  /** At 390 px too. */
  narrow?: true;
  /** Where it opens there may be no text. */
  isBeside?: true;
}

const line = (page: Page, index: number) => page.locator('.monaco-editor .view-line').nth(index);
const pressIn = (key: string) => async (page: Page) => {
  await line(page, 1).click({ position: { x: 20, y: 8 } });
  await page.keyboard.press(key);
};
/** At the end: above the first line the editor makes room for it. */
const findIn = (key: string) => async (page: Page) => {
  await pressIn('Control+End')(page);
  await page.keyboard.press(key);
};
const pressButton = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) }).click();
const menu = (page: Page) => page.getByRole('menu');
const dialog = (page: Page) => page.getByRole('dialog').or(page.getByRole('alertdialog'));
const command = (name: string | RegExp) => async (page: Page) => {
  await page.keyboard.press('F1');
  await page.getByRole('option', { name }).click();
};

/** Every kind of layer: how it is opened, and its element. */
const layers: Readonly<Record<string, Layer>> = {
  'context menu of the editor': {
    open: (page) => line(page, 5).click({ button: 'right', position: { x: 60, y: 8 } }),
    find: (page) => page.locator('.monaco-menu'),
    narrow: true,
  },
  find: {
    open: findIn('Control+f'),
    find: (page) => page.locator('.find-widget.visible'),
    narrow: true,
  },
  'find and replace': { open: findIn('Control+h'), find: (page) => page.locator('.find-widget.visible') },
  'go to section': {
    open: pressIn('Control+Shift+o'),
    find: (page) => page.locator('.quick-input-widget:visible'),
    narrow: true,
  },
  'go to line': {
    open: pressIn('Control+g'),
    find: (page) => page.locator('.quick-input-widget:visible'),
  },
  hover: {
    open: async (page) => {
      const advised = page.locator('.squiggly-warning').first();
      await advised.waitFor({ state: 'attached' });
      // The marks are drawn anew when the advice comes, and with them what the mouse is over.
      await expect(async () => {
        await page.mouse.move(0, 0);
        await advised.hover({ force: true });
        await expect(page.locator('.monaco-resizable-hover:visible').first()).toBeVisible({ timeout: 2000 });
      }).toPass({ timeout: 20_000 });
    },
    find: (page) => page.locator('.monaco-resizable-hover:visible'),
    narrow: true,
  },
  'quick fixes': {
    open: async (page) => {
      await page.locator('.squiggly-warning').first().waitFor({ state: 'attached' });
      await line(page, 7).click({ position: { x: 120, y: 8 } });
      await page.keyboard.press('Control+.');
    },
    find: (page) => page.locator('.action-widget'),
  },
  'menu of the file': { open: pressButton('Menu'), find: menu, narrow: true },
  'menu of Rebuild': { open: pressButton(/options/i), find: menu, narrow: true },
  'menu of settings': { open: pressButton(/settings/i), find: menu, narrow: true },
  instances: { open: pressButton(/^Instance(?! details)/), find: menu, isBeside: true },
  'context menu of the tree': {
    open: (_, ide) => ide.treeItem('software').click({ button: 'right' }),
    find: menu,
  },
  'details of a step': {
    open: pressButton('Software details'),
    find: (page) => page.getByRole('dialog', { name: 'Software details' }),
    narrow: true,
    isBeside: true,
  },
  'all commands': { open: (page) => page.keyboard.press('F1'), find: dialog, narrow: true },
  'go to file': { open: (page) => page.keyboard.press('Control+p'), find: dialog, narrow: true },
  settings: { open: command('Settings…'), find: dialog, narrow: true },
  'keyboard shortcuts': { open: command('Keyboard shortcuts'), find: dialog },
  'request instance': { open: command('Request instance…'), find: dialog },
  'delete an entry': {
    open: pressButton('Delete'),
    find: dialog,
  },
  'a notice': {
    open: command('Copy path'),
    find: (page) => page.getByText('The path was copied.').locator('..'),
  },
  // The last, since it leaves an edit behind.
  suggestions: {
    open: async (page) => {
      await pressIn('End')(page);
      await page.keyboard.type(' dir');
      await page.keyboard.press('Control+Space');
    },
    find: (page) => page.locator('.suggest-widget.visible'),
    narrow: true,
  },
};

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 390])
    test(`what floats is opaque and has an edge, ${colorScheme}, ${width} px wide`, async ({
      ide,
      page,
      server,
    }) => {
      const file = join(server.workspace, profile);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 844 });
      await page.mouse.move(0, 0);
      for (const [name, layer] of Object.entries(layers)) {
        if (width === 390 && layer.narrow !== true) continue;
        await test.step(name, async () => {
          // Each begins anew: another one that stays open would be in the picture.
          await page.goto(new URL(`/edit/workspace/${profile}`, server.signInUrl).href);
          await expect(line(page, 5)).toBeVisible();
          await layer.open(page, ide);
          const element = layer.find(page).first();
          await expect(element, name).toBeVisible();
          await expect(async () => {
            const { shining, ground, edges, isOverText } = await measureLayer(page, element);
            expect(shining, `${name}: pixels that shine through`).toBe(0);
            expect(isOverText || layer.isBeside, `${name} lies over text`).toBe(true);
            expect(ground, `${name} has one ground`).toBeGreaterThan(0.25);
            expect(Object.keys(edges).length, name).toBeGreaterThanOrEqual(2);
            for (const [side, contrast] of Object.entries(edges))
              expect(contrast, `${name}: its edge at the ${side}`).toBeGreaterThan(1.5);
          }).toPass({ timeout: 10_000 });
        });
      }
    });
