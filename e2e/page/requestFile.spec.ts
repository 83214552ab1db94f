import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../ideTest.ts';
import { writeSmallRelease } from '../smallRelease.ts';

const release = 'asked-by-file';
const profile = `software/${release}/software.cfg`;

test('an instance is asked for by a file, which its form keeps up to date', async ({ ide, page, server }) => {
  writeSmallRelease(server, release);
  const folder = join(server.workspace, 'software', release);
  writeFileSync(
    join(folder, 'software.cfg.json'),
    JSON.stringify({
      serialisation: 'json-in-xml',
      'software-type': {
        default: { title: 'Default', request: 'input.json', response: 'input.json', index: 0 },
      },
    }),
  );
  const machine = { type: 'object', properties: { ram: { type: 'integer' } } };
  writeFileSync(
    join(folder, 'input.json'),
    JSON.stringify({
      type: 'object',
      properties: { machines: { patternProperties: { '^[a-z]+$': machine } } },
    }),
  );
  const path = 'request/first.json';
  mkdirSync(join(server.workspace, 'request'));
  const write = (ram: unknown) =>
    ide.write(
      path,
      `{\n  "release": "${profile}",\n  "parameters": {\n    "machines": { "one": { "ram": ${JSON.stringify(ram)} } }\n  }\n}\n`,
    );

  await write('much');
  await expect(page.getByRole('button', { name: 'Problems: 1 error' })).toBeVisible();
  await write(1);
  await expect(page.getByRole('button', { name: 'Problems: 0 errors' })).toBeVisible();
  await page.getByRole('button', { name: 'Request', exact: true }).click();
  await expect(ide.instance).toContainText('Completed');

  await ide.show('Services');
  await page.getByLabel('New name in machines').fill('two');
  await page.getByRole('button', { name: 'Add to machines' }).click();
  await page.getByRole('group', { name: 'two' }).getByLabel('ram').fill('2');
  await ide.applyParameters();
  await expect(() => {
    const file: unknown = JSON.parse(readFileSync(join(server.workspace, path), 'utf8'));
    expect(file).toMatchObject({
      release: profile,
      parameters: { machines: { one: { ram: 1 }, two: { ram: 2 } } },
    });
  }).toPass();
});
