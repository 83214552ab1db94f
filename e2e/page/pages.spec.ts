import { expect, test } from '../ideTest.ts';

const pages = [
  { name: 'Editor', key: 'Alt+1', address: /\/(edit\/.*)?$/ },
  { name: 'Services', key: 'Alt+2', address: /\/services$/ },
  { name: 'Runs', key: 'Alt+3', address: /\/runs$/ },
  { name: 'Logs', key: 'Alt+4', address: /\/logs$/ },
  { name: 'Terminal', key: 'Alt+5', address: /\/terminal$/ },
] as const;

for (const width of [1440, 390])
  test(`every page is reached by its tab, its key and its address, ${width} px wide`, async ({
    ide,
    page,
  }) => {
    await page.setViewportSize({ width, height: 844 });
    const content = page.getByRole('main');
    const rail = page.getByRole('navigation', { name: 'Pages' });
    for (const { name, key, address } of pages) {
      const tab = page.getByRole('tab', { name, exact: true });
      await ide.show(name);
      await expect(page).toHaveURL(address);
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      await page.reload();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      await expect(tab).toBeInViewport({ ratio: 1 });
      // It stands beside or below what is shown, and never over it.
      const [above, beside] = await Promise.all([content.boundingBox(), rail.boundingBox()]);
      if (!above || !beside) throw new Error('The page or its tabs have no place.');
      if (width === 390) expect(above.y + above.height).toBeLessThanOrEqual(beside.y);
      else expect(beside.x + beside.width).toBeLessThanOrEqual(above.x);
      await ide.show(name === 'Runs' ? 'Logs' : 'Runs');
      await page.keyboard.press(key);
      await expect(tab).toHaveAttribute('aria-selected', 'true');
    }
  });

test('where not all tabs have room, the one that is shown is scrolled to', async ({ ide, page }) => {
  await page.setViewportSize({ width: 260, height: 600 });
  for (const name of ['Terminal', 'Editor'] as const) {
    await page.keyboard.press(name === 'Terminal' ? 'Alt+5' : 'Alt+1');
    await expect(page.getByRole('tab', { name, exact: true })).toBeInViewport({ ratio: 1 });
  }
  await ide.show('Logs');
  await expect(page).toHaveURL(/\/logs$/);
});

test('the switch beside the text leads to the search and back, by the pointer and by the arrow keys', async ({
  ide,
  page,
}) => {
  await ide.show('Editor');
  const panes = page.getByRole('tablist', { name: 'Side panes' });
  const tree = page.getByRole('tree', { name: 'Files' });
  const field = page.getByRole('textbox', { name: 'Search in files' });
  await panes.getByRole('tab', { name: 'Search' }).click();
  await expect(field).toBeFocused();
  await panes.getByRole('tab', { name: 'Files' }).click();
  await expect(tree).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(field).toBeVisible();
  // The focus stays, so that the next key goes on.
  await expect(panes.getByRole('tab', { name: 'Search' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(tree).toBeVisible();
});

test('the button that hides the pane stays where it is, with the focus', async ({ ide, page }) => {
  await ide.show('Editor');
  const hide = page.getByRole('button', { name: 'Hide files' });
  const show = page.getByRole('button', { name: 'Show files' });
  const before = await hide.boundingBox();
  await hide.click();
  await expect(page.getByRole('tree', { name: 'Files' })).toBeHidden();
  await expect(show).toBeFocused();
  expect(await show.boundingBox()).toEqual(before);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tree', { name: 'Files' })).toBeVisible();
});

test('a page for development is not in what was built', async ({ ide, page }) => {
  await page.goto(new URL('/components', ide.server.signInUrl).href);
  await expect(page.getByRole('tab', { name: 'Editor' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: 'Components' })).toHaveCount(0);
});
