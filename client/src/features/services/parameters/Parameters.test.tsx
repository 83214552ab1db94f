import express from 'express';
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ErrorBody } from '../../../../../shared/core/errors.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';
import { RunOptions } from '../../../../../shared/runs.ts';
import { TooltipProvider } from '../../../components/Tooltip.tsx';
import { resetAllStores } from '../../../core/stores/createAppStore.ts';
import { setReleases } from '../../releases/model/releasesStore.ts';
import { putRun } from '../../runs/model/runsStore.ts';
import { serveApi } from '../../../testApi.ts';
import { askedRun, releaseOf, runOf } from '../../../testModel.ts';
import { instanceOf } from '../testInstance.ts';
import { readStoredDrafts } from './parameterDrafts.ts';
import { Parameters } from './Parameters.tsx';

/** What was asked of the server, as it would read it. */
const asked: RunOptions[] = [];
let schema: ReleaseSchema;
let refusal: ErrorBody['error'] | undefined;

const app = express();
app.use(express.json());
app.get('/api/releases/:release/schema', (_, response) => {
  response.json(schema);
});
app.get('/api/folder', (_, response) => {
  response.json({ entries: [] });
});
app.post('/api/runs', ({ body }, response) => {
  asked.push(askedRun(body));
  if (refusal) response.status(400).json({ error: refusal });
  else response.status(201).json(runOf({ id: 7, state: 'running' }));
});
serveApi(app);
beforeEach(() => {
  asked.length = 0;
  refusal = undefined;
  schema = {
    softwareTypes: [
      {
        name: 'default',
        serialisation: 'json-in-xml',
        parameters: {
          type: 'object',
          required: ['title'],
          properties: {
            title: { type: 'string', title: 'Title', description: 'Shown on the page.' },
            port: { type: 'integer', minimum: 1024, default: 8080 },
            mode: { enum: ['fast', 'safe'], default: 'safe' },
            flag: { type: 'boolean' },
            backend: { $ref: '#/$defs/backend' },
            hosts: { type: 'array', items: { type: 'string' } },
          },
          $defs: { backend: { type: 'object', properties: { 'admin-password': { type: 'string' } } } },
        },
      },
    ],
  };
  setReleases([releaseOf({ software: { state: 'completed' } })]);
});
afterEach(() => {
  cleanup();
  resetAllStores();
});

const page = (instance: SoftwareInstance) => (
  <TooltipProvider>
    <Parameters instance={instance} />
  </TooltipProvider>
);

async function show(
  instanceParameters: SoftwareInstance['instanceParameters'],
  changes: Partial<SoftwareInstance> = {},
) {
  const result = render(page(instanceOf({ ...changes, instanceParameters })));
  await screen.findByRole('group', { name: 'View of the parameters' });
  return result;
}

const button = (name: string) => screen.getByRole('button', { name });
const isDisabled = (name: string) =>
  button(name).hasAttribute('disabled') || button(name).getAttribute('aria-disabled') === 'true';
const textView = (name: string) => screen.getByRole('textbox', { name: `Parameters as ${name}` });

it('are a form made from the schema, and applied as one request', async () => {
  await show({ title: 'Hello', other: 'kept' });
  await userEvent.type(screen.getByLabelText(/^port/), '9000');
  await userEvent.selectOptions(screen.getByLabelText(/^mode/), 'fast');
  await userEvent.selectOptions(screen.getByLabelText(/^flag/), 'true');
  await userEvent.click(button('Add to hosts'));
  await userEvent.type(screen.getByLabelText('hosts 1'), 'a.example');
  await userEvent.type(screen.getByLabelText('admin-password'), 'x y');
  await userEvent.click(button('Apply'));
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]).toEqual({
    release: 'helloworld',
    reference: 'helloworld',
    steps: ['instance'],
    request: {
      parameters: {
        title: 'Hello',
        other: 'kept',
        port: 9000,
        mode: 'fast',
        flag: true,
        hosts: ['a.example'],
        backend: { 'admin-password': 'x y' },
      },
    },
  });
  expect(await screen.findByText('Run #7')).toBeTruthy();
});

it('that the schema refuses say so at their field, and cannot be applied', async () => {
  await show({ title: 'Hello' });
  const port = screen.getByLabelText(/^port/);
  await userEvent.type(port, '80');
  expect(await screen.findByText('It must be 1024 or more.')).toBeTruthy();
  expect(port.getAttribute('aria-invalid')).toBe('true');
  expect(isDisabled('Apply')).toBe(true);
  await userEvent.clear(port);
  await userEvent.type(port, '1.');
  expect(await screen.findByText('It must be an integer, not a text.')).toBeTruthy();
  await userEvent.clear(screen.getByLabelText(/^Title/));
  expect(await screen.findByText('It is required.')).toBeTruthy();
});

it('show at their field what only the server refuses', async () => {
  await show({ title: 'Hello' });
  refusal = { code: 'parameters_invalid', message: 'Mend one of them.', detail: '/port: It is taken.' };
  await userEvent.type(screen.getByLabelText(/^port/), '9000');
  await userEvent.click(button('Apply'));
  expect(await screen.findByText('It is taken.')).toBeTruthy();
  expect(screen.getByText('Mend one of them.')).toBeTruthy();
});

it('keep unsaved edits when the server tells news and when the page is left', async () => {
  const { rerender, unmount } = await show({ title: 'Hello' });
  await userEvent.type(screen.getByLabelText(/^Title/), ' John');
  rerender(page(instanceOf({ instanceParameters: { title: 'Hi' } })));
  expect(screen.getByLabelText(/^Title/)).toHaveProperty('value', 'Hello John');
  unmount();
  await show({ title: 'Hi' });
  expect(screen.getByLabelText(/^Title/)).toHaveProperty('value', 'Hello John');
  await userEvent.click(button('Discard'));
  expect(screen.getByLabelText(/^Title/)).toHaveProperty('value', 'Hi');
  expect(isDisabled('Discard')).toBe(true);
});

it('keep unsaved edits of an instance through a reload, whatever its partition is by then', async () => {
  await show({ title: 'Hello' });
  await userEvent.type(screen.getByLabelText(/^port/), '9000');
  const stored = sessionStorage.getItem('webrunner.parameterDrafts');
  cleanup();
  resetAllStores();
  sessionStorage.setItem('webrunner.parameterDrafts', stored ?? '');
  readStoredDrafts();
  await show({ title: 'Hello' }, { partition: 'slappart7' });
  expect(screen.getByLabelText<HTMLInputElement>(/^port/).value).toBe('9000');
  expect(isDisabled('Apply')).toBe(false);

  cleanup();
  await show({ title: 'Hello' }, { reference: 'another' });
  expect(screen.getByLabelText<HTMLInputElement>(/^port/).value).toBe('');
});

it('that were kept by another version of the product are left alone', async () => {
  sessionStorage.setItem(
    'webrunner.parameterDrafts',
    '[["[\\"helloworld\\",\\"helloworld\\"]",{"typed":7}]]',
  );
  readStoredDrafts();
  await show({ title: 'Hello' });
  expect(screen.getByLabelText<HTMLInputElement>(/^Title/).value).toBe('Hello');
});

it('stay where they are wrong, with the place, until that is mended', async () => {
  await show({ title: 'Hello' });
  await userEvent.click(button('JSON'));
  await userEvent.clear(textView('JSON'));
  await userEvent.click(textView('JSON'));
  await userEvent.paste('{\n  "title": "a",\n}');
  expect(screen.getByText(/^Line 3, column 1: /)).toBeTruthy();
  await userEvent.click(button('Form'));
  expect(screen.getByText('Mend this first: Form shows the same parameters.')).toBeTruthy();
  await userEvent.clear(textView('JSON'));
  await userEvent.paste('{\n  "title": 5\n}');
  expect(await screen.findByText('Line 2, column 12: title: It must be a text, not a number.')).toBeTruthy();
  await userEvent.click(button('Instance XML'));
  expect(textView('Instance XML')).toHaveProperty(
    'value',
    expect.stringContaining('<parameter id="_">{\n  "title": 5\n}</parameter>'),
  );
});

it('are masked in every view where they are secret, until they are revealed', async () => {
  const { container } = await show({ title: 'Hello', backend: { 'admin-password': 'hunter2' } });
  expect(screen.getByLabelText('admin-password').getAttribute('type')).toBe('password');
  for (const view of ['JSON', 'Instance XML']) {
    await userEvent.click(button(view));
    expect(container.innerHTML).not.toContain('hunter2');
  }
  await userEvent.click(button('Reveal them to edit'));
  expect(textView('Instance XML')).toHaveProperty('value', expect.stringContaining('hunter2'));
});

it('are typed as text with a secret in them, which is masked again once it is the server that shows it', async () => {
  const { container } = await show({ title: 'Hello' });
  for (const [view, before, after] of [
    ['JSON', '{ "title": "Hello", "backend": { "admin-password": "', '" } }'],
    ['Instance XML', '<instance><parameter id="api-token">', '</parameter></instance>'],
  ] as const) {
    await userEvent.click(button(view));
    await userEvent.clear(textView(view));
    await userEvent.paste(before + after);
    await userEvent.type(textView(view), 'hunter2', { initialSelectionStart: before.length });
    expect(textView(view)).toHaveProperty('value', `${before}hunter2${after}`);
    expect(textView(view)).toHaveProperty('readOnly', false);
    await userEvent.click(button('Discard'));
  }

  await userEvent.clear(textView('Instance XML'));
  await userEvent.click(textView('Instance XML'));
  await userEvent.paste('<instance><parameter id="api-token">hunter2</parameter></instance>');
  await userEvent.type(textView('Instance XML'), '\n');
  expect(textView('Instance XML')).toHaveProperty('value', expect.stringMatching(/hunter2.*\n$/));
  await userEvent.click(button('JSON'));
  expect(container.innerHTML).not.toContain('hunter2');
});

it('are rows where the release does not describe them', async () => {
  schema = { softwareTypes: [{ name: 'default', serialisation: 'xml' }] };
  await show({});
  expect(isDisabled('Form')).toBe(true);
  await userEvent.click(button('Add a parameter'));
  const row = within(screen.getByRole('group', { name: 'Parameter 1' }));
  await userEvent.type(row.getByLabelText('Value of parameter 1'), 'x');
  expect(screen.getByText('Row 1: The parameter needs a name.')).toBeTruthy();
  await userEvent.type(row.getByLabelText('Name of parameter 1'), 'a');
  await userEvent.click(button('Apply'));
  await waitFor(() => expect(asked[0]?.request).toEqual({ parameters: { a: 'x' } }));
});

it('are clean again once the instance has them, whatever is empty where they are texts', async () => {
  schema = {
    softwareTypes: schema.softwareTypes.map((type) => ({ ...type, serialisation: 'xml' as const })),
  };
  const { rerender } = await show({ title: 'Hello' });
  await userEvent.type(screen.getByLabelText(/^Title/), '!');
  expect(isDisabled('Apply')).toBe(false);
  act(() => rerender(page(instanceOf({ instanceParameters: { title: 'Hello!', mode: '' } }))));
  expect(isDisabled('Apply')).toBe(true);
  expect(screen.getByText('An empty value is the same as no parameter.')).toBeTruthy();
});

it('that are JSON differ from none where they are empty', async () => {
  await show({ title: 'Hello', note: '' });
  await userEvent.click(button('JSON'));
  for (const [text, isSame] of [
    ['{ "note": "", "title": "Hello" }', true],
    ['{ "title": "Hello" }', false],
    ['{ "title": "Hello", "note": null }', false],
  ] as const) {
    await userEvent.clear(textView('JSON'));
    await userEvent.click(textView('JSON'));
    await userEvent.paste(text);
    expect(isDisabled('Apply'), text).toBe(isSame);
  }
  await userEvent.click(button('Apply'));
  await waitFor(() => expect(asked[0]?.request).toEqual({ parameters: { title: 'Hello', note: null } }));
});

it('say that the deployment with them failed, and lead to its log', async () => {
  const { rerender } = await show({ title: 'Hello' });
  await userEvent.type(screen.getByLabelText(/^Title/), '!');
  await userEvent.click(button('Apply'));
  expect(await screen.findByText('Run #7')).toBeTruthy();
  act(() => {
    putRun(runOf({ id: 7, state: 'failed' }));
    setReleases([releaseOf({ instance: { state: 'failed', run: 7, reason: 'It broke.' } })]);
    rerender(page(instanceOf({ instanceParameters: { title: 'Hello!' } })));
  });
  expect(screen.getByRole('status').textContent).toMatch(/^The last deployment failed\. .*Run #7$/);
  expect(screen.getByRole('link', { name: 'Run #7' }).getAttribute('href')).toBe('/logs/7');
  expect(isDisabled('Apply')).toBe(true);
});

it('say what another window applied meanwhile, which Apply would replace', async () => {
  const { rerender } = await show({ title: 'Hello', backend: { 'admin-password': 'hunter2' } });
  await userEvent.type(screen.getByLabelText(/^port/), '9000');
  expect(screen.queryByRole('alert')).toBeNull();
  const others = { title: 'Hi', mode: 'fast', backend: { 'admin-password': 'hunter3' } };
  rerender(page(instanceOf({ instanceParameters: others, softwareType: 'other' })));
  const note = screen.getByRole('alert');
  expect(note.textContent).toContain('The parameters were changed meanwhile.');
  expect(
    within(note)
      .getAllByRole('listitem')
      .map((item) => item.textContent.replaceAll(/\s+/g, ' ')),
  ).toEqual([
    'Software type: other (before: default)',
    'title: Hi (before: Hello)',
    expect.stringMatching(/^backend: .*••••/),
    'mode: fast (before: not given)',
  ]);
  expect(note.textContent).not.toContain('hunter');
  expect(isDisabled('Apply')).toBe(false);
  await userEvent.click(button('Discard'));
  expect(screen.queryByRole('alert')).toBeNull();
  // The release does not describe that type.
  expect(screen.getByLabelText('Value of parameter 1')).toHaveProperty('value', 'Hi');
});

it('are not said to have been changed by others where that was done here', async () => {
  const { rerender } = await show({ title: 'Hello' });
  await userEvent.type(screen.getByLabelText(/^Title/), '!');
  await userEvent.click(button('Apply'));
  await screen.findByText('Run #7');
  act(() => putRun(runOf({ id: 7, state: 'completed' })));
  // Edited before the server tells that the instance has them.
  await userEvent.type(screen.getByLabelText(/^Title/), '?');
  expect(screen.queryByRole('alert')).toBeNull();
  rerender(page(instanceOf({ instanceParameters: { title: 'Hello!' } })));
  expect(screen.queryByRole('alert')).toBeNull();
  rerender(page(instanceOf({ instanceParameters: { title: 'Another' } })));
  expect(screen.getByRole('alert').textContent).toContain('title: Another');
});

it('of a name that buildout cannot read back are refused', async () => {
  await show({ title: 'Hello' });
  await userEvent.click(button('Rows'));
  await userEvent.type(screen.getByRole('textbox', { name: 'Name of parameter 1' }), ' b');
  expect(await screen.findByText(/character 6 of its name is a blank/)).toBeTruthy();
  expect(isDisabled('Apply')).toBe(true);
});

it('keep the focus where one goes on: in a new row, beside a removed one, on a button that was pressed', async () => {
  schema = { softwareTypes: [{ name: 'default', serialisation: 'xml' }] };
  const { rerender } = await show({ a: '1', b: '2' });
  const focused = () => document.activeElement?.getAttribute('aria-label');
  await userEvent.click(button('Add a parameter'));
  await userEvent.keyboard('c');
  expect(screen.getByLabelText('Name of parameter 3')).toHaveProperty('value', 'c');
  await userEvent.click(button('Remove parameter 1'));
  expect(focused()).toBe('Remove parameter 1');
  await userEvent.click(button('Remove parameter 2'));
  expect(focused()).toBe('Remove parameter 1');
  await userEvent.keyboard('{Enter}');
  expect(document.activeElement).toBe(button('Add a parameter'));
  await userEvent.click(button('Apply'));
  await screen.findByText('Run #7');
  act(() => putRun(runOf({ id: 7 })));
  rerender(page(instanceOf({})));
  expect(document.activeElement).toBe(button('Apply'));
});

it('keep the focus in a form when a value is added or removed', async () => {
  await show({ title: 'Hello' });
  await userEvent.type(
    screen.getByLabelText('Name of another parameter', { selector: ':not(fieldset *)' }),
    'x',
  );
  await userEvent.click(screen.getAllByRole('button', { name: 'Add' }).at(-1) ?? document.body);
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Name of another parameter');
  await userEvent.click(button('Remove x'));
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Name of another parameter');
  await userEvent.click(button('Add to hosts'));
  await userEvent.click(button('Remove hosts 1'));
  expect(document.activeElement).toBe(button('Add to hosts'));
});

/** The parameters that Apply asks for. */
async function applied(): Promise<unknown> {
  await userEvent.click(button('Apply'));
  await waitFor(() => expect(asked).toHaveLength(1));
  return asked[0]?.request?.parameters;
}

const runner = {
  oneOf: [
    { title: 'Local', properties: { target: { const: 'local' } }, required: ['target'] },
    {
      title: 'Remote',
      properties: { target: { const: 'remote' }, url: { type: 'string' } },
      required: ['target', 'url'],
    },
  ],
};

/** Describes the parameters by these properties. */
function describeBy(properties: NonNullable<ReleaseSchema['softwareTypes'][number]['parameters']>): void {
  schema = {
    softwareTypes: [
      { name: 'default', serialisation: 'json-in-xml', parameters: { type: 'object', properties } },
    ],
  };
}

it('have one of several forms, chosen by title, which brings its own members', async () => {
  describeBy({ runner, delay: { type: ['number', 'null'] } });
  await show({ runner: { target: 'local', kept: 1 }, delay: 5 });
  const kind = screen.getByLabelText('Kind of runner');
  expect(kind).toHaveProperty('value', '0');
  expect(screen.queryByLabelText('target')).toBeNull();
  await userEvent.selectOptions(kind, 'Remote');
  expect(await screen.findByText('It is required.')).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/^url/), 'http://h/');
  await userEvent.selectOptions(screen.getByLabelText('Kind of delay'), 'Nothing (null)');
  expect(await applied()).toEqual({ runner: { target: 'remote', kept: 1, url: 'http://h/' }, delay: null });
});

it('are maps whose members are added, renamed and removed, by names that the schema allows', async () => {
  describeBy({
    machines: {
      type: 'object',
      patternProperties: { '^[a-z-]+$': { properties: { ram: { type: 'integer' } } } },
      additionalProperties: false,
    },
  });
  await show({ machines: { one: { ram: 1 }, two: { ram: 2, unknown: true } } });
  const name = screen.getByLabelText('New name in machines');
  await userEvent.type(name, 'Four!');
  expect(screen.getByText('The name must match ^[a-z-]+$.')).toBeTruthy();
  await userEvent.clear(name);
  await userEvent.type(name, 'four{Enter}');
  expect(document.activeElement).toBe(name);
  await userEvent.type(within(screen.getByRole('group', { name: 'four' })).getByLabelText('ram'), '4');
  await userEvent.click(button('Rename two'));
  await userEvent.keyboard('one');
  expect(screen.getByText('There is one of this name.')).toBeTruthy();
  await userEvent.clear(screen.getByLabelText('New name of two'));
  await userEvent.keyboard('three{Enter}');
  expect(document.activeElement).toBe(button('Rename three'));
  await userEvent.click(button('Remove one'));
  expect(await applied()).toEqual({ machines: { three: { ram: 2, unknown: true }, four: { ram: 4 } } });
});

it('are lists of objects whose items are added, removed and moved', async () => {
  describeBy({ runners: { type: 'array', items: runner } });
  await show({
    runners: [
      { target: 'local', n: 1 },
      { target: 'remote', url: 'u' },
    ],
  });
  await userEvent.click(button('Move runners 2 up'));
  expect(screen.getByLabelText('Kind of runners 1')).toHaveProperty('value', '1');
  expect(button('Move runners 1 up').getAttribute('aria-disabled')).toBe('true');
  await userEvent.click(button('Add to runners'));
  await userEvent.selectOptions(screen.getByLabelText('Kind of runners 3'), 'Remote');
  const last = within(screen.getByRole('group', { name: 'runners 3' }));
  await userEvent.type(last.getByLabelText(/^url/), 'v');
  await userEvent.click(button('Remove runners 2'));
  expect(await applied()).toEqual({
    runners: [
      { target: 'remote', url: 'u' },
      { target: 'remote', url: 'v' },
    ],
  });
});

it('that the schema does not type are edited by the kind that one chooses', async () => {
  describeBy({ anything: { title: 'Anything' } });
  await show({ other: { deep: [1, 'a'] } });
  await userEvent.selectOptions(screen.getByLabelText('Kind of Anything'), 'Number');
  await userEvent.type(screen.getByLabelText(/^Anything/), '1.5');
  await userEvent.type(screen.getByLabelText('deep 2'), 'b');
  expect(await applied()).toEqual({ other: { deep: [1, 'ab'] }, anything: 1.5 });
});

it('of another type than the schema wants are shown as they are, and refused', async () => {
  describeBy({ ports: { type: 'array', items: { type: 'integer' } } });
  await show({ ports: { web: 80 } });
  expect(await screen.findByText('It must be a list, not an object.')).toBeTruthy();
  expect(screen.getByLabelText('Kind of ports').textContent).toContain('Object, as given');
  expect(screen.getByLabelText('web')).toHaveProperty('value', '80');
  expect(isDisabled('Apply')).toBe(true);
});

it('of another format than the schema says are noted, and applied all the same', async () => {
  describeBy({ site: { type: 'string', format: 'uri' } });
  await show({});
  await userEvent.type(screen.getByLabelText('site'), 'no uri');
  expect(await screen.findByText(/taken all the same/)).toBeTruthy();
  expect(await applied()).toEqual({ site: 'no uri' });
});
