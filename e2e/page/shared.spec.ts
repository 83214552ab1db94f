import { expect, test } from '../ideTest.ts';

test('a shared instance is requested of its host, edited and destroyed, and goes with it', async ({
  ide,
  page,
}) => {
  await ide.selectRelease('frontend-demo');
  await ide.rebuildCompletely();
  await ide.show('Services');

  await page.getByRole('button', { name: 'Request instance…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request an instance' });
  await dialog.getByLabel('Software type').selectOption({ label: 'Path of a frontend (default, shared)' });
  await expect(dialog.getByLabel('Host')).toHaveText(/^frontend-demo \(slappart\d+\)$/);
  await dialog.getByLabel('Reference').fill('docs');
  await dialog.getByRole('textbox', { name: /^Path/ }).fill('No capitals');
  await expect(dialog).toContainText('It does not match pattern');
  await dialog.getByRole('textbox', { name: /^Path/ }).fill('first');
  await dialog.getByRole('button', { name: 'Request instance' }).click();

  const tree = page.getByRole('navigation', { name: 'Instances' });
  const row = tree
    .getByRole('list', { name: 'Shared instances of frontend-demo' })
    .getByRole('link', { name: /docs/ });
  await expect(row).toHaveAttribute('aria-current', 'page');
  const article = page.getByRole('article', { name: 'docs' });
  await expect(article).toContainText('shared instance of frontend-demo');
  await expect(article.getByRole('link', { name: 'http://127.0.0.1:9/first/' })).toBeVisible();

  await article.getByRole('textbox', { name: /^Path/ }).fill('second');
  await article.getByRole('button', { name: 'Apply' }).click();
  await expect(article.getByRole('link', { name: 'http://127.0.0.1:9/second/' })).toBeVisible();
  await page.reload();
  await expect(article.getByRole('textbox', { name: /^Path/ })).toHaveValue('second');

  await article.getByRole('link', { name: 'frontend-demo' }).click();
  await page.getByRole('button', { name: 'Actions of instance frontend-demo' }).click();
  await page.getByRole('menuitem', { name: /Destroy instance/ }).click();
  await expect(page.getByRole('dialog', { name: 'Destroy frontend-demo?' })).toContainText(
    'the shared instance docs',
  );
  await page.keyboard.press('Escape');

  await row.click();
  await page.getByRole('button', { name: 'Actions of shared instance docs' }).click();
  await page.getByRole('menuitem', { name: /Destroy shared instance/ }).click();
  await page.getByLabel('Type the reference docs to go on').fill('docs');
  await page.getByRole('button', { name: 'Destroy shared instance' }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('status')).toContainText(['frontend-demo has no shared instance docs']);
  await ide.show('Runs');
  await expect(page.getByRole('main')).toContainText('Destroy shared docs');
});
