import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../ideTest.ts';

const pages = ['/edit/workspace/software/helloworld/software.cfg', '/services', '/runs', '/logs'];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    test(`every page passes axe, ${colorScheme}, ${viewport.width} px wide`, async ({
      ide,
      page,
      server,
    }) => {
      await ide.rebuildCompletely();
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      for (const path of [...pages, '/runs/1', '/terminal']) {
        await page.goto(new URL(path, server.signInUrl).href);
        await expect(page.getByRole('status', { name: 'Software', exact: true })).toContainText('Completed');
        if (path.startsWith('/edit'))
          await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible();
        // The markup of Monaco and xterm is their makers' matter.
        const { violations } = await new AxeBuilder({ page })
          .exclude('.monaco-editor')
          .exclude('.xterm')
          .analyze();
        expect(
          violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`),
        ).toEqual([]);
      }
    });
  }
}

test('on a narrow screen nothing is wider than the screen, and Rebuild is in reach', async ({
  ide,
  page,
  server,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of pages) {
    await page.goto(new URL(path, server.signInUrl).href);
    await expect(ide.rebuildButton).toBeInViewport();
    await expect(ide.software).toBeInViewport();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});
