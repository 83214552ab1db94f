import { expect, test } from '../ideTest.ts';

const file = 'request/flask.json';

test('a request is saved as a file, follows the form, is asked for, and told where it differs', async ({
  ide,
  page,
}) => {
  await ide.selectRelease('flask');
  await ide.rebuildCompletely();
  await ide.giveParameters({ port: '5001' });
  const article = page.getByRole('article', { name: 'flask' });
  await page.getByRole('button', { name: 'Actions of instance flask' }).click();
  await page.getByRole('menuitem', { name: 'Save as request file' }).click();
  await expect(page.getByText(`${file} was written.`)).toBeVisible();
  expect(JSON.parse(ide.read(file))).toEqual({
    release: 'flask',
    softwareType: 'default',
    parameters: { port: '5001' },
  });
  await expect(article).toContainText(`As ${file} says.`);

  await ide.giveParameters({ port: '5002' });
  await expect.poll(() => ide.read(file)).toContain('"port": "5002"');
  await expect(article).toContainText(`As ${file} says.`);

  const problems = (words: string) => page.getByRole('button', { name: `Problems: ${words}` });
  await ide.edit(file, (text) => text.replace('5002', '80'));
  await expect(problems('1 error 0 warnings')).toBeVisible();
  await ide.edit(file, (text) => text.replace('"80"', '"5003"'));
  await expect(problems('0 errors 0 warnings')).toBeVisible();
  await ide.show('Services');
  await expect(article.getByRole('group', { name: 'Request file' })).toContainText(
    `Differs from ${file}: parameters.`,
  );
  await ide.openFile(file);
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(page.getByText(/Run #\d+ requests flask\./)).toBeVisible();
  await ide.show('Services');
  await expect(article).toContainText(`As ${file} says.`);
});
