import { execFileSync } from 'node:child_process';
import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { referenceOfRequest, requestPath, type RequestFile } from '../../../../../shared/requestFile.ts';
import type { ReleaseSchema } from '../../../../../shared/releases.ts';
import type { RunOptions } from '../../../../../shared/runs.ts';
import { resetAllStores } from '../../../core/stores/createAppStore.ts';
import { serveApi } from '../../../testApi.ts';
import { askedRun, releaseOf, runOf } from '../../../testModel.ts';
import { setReleases } from '../../releases/model/releasesStore.ts';
import { instanceOf } from '../testInstance.ts';
import { checkRequest } from './checkRequest.ts';
import { readRequest } from './readRequest.ts';
import { requestCommand } from './requestCommand.ts';
import { applyRequestFile, saveRequestFile, updateRequestFile } from './requestFiles.ts';

const asked: RunOptions[] = [];
/** The files of the workspace, each with as many saves as its ETag says. */
const files = new Map<string, { text: string; saves: number }>();
const schema: ReleaseSchema = {
  softwareTypes: [
    {
      name: 'default',
      serialisation: 'json-in-xml',
      parameters: {
        properties: { port: { type: 'integer' }, site: { type: 'string', format: 'uri' } },
        additionalProperties: false,
      },
    },
  ],
};

const pathIn = ({ path: asked }: Record<string, unknown>) => (typeof asked === 'string' ? asked : '');

const app = express();
app.use(express.json());
app.get('/api/releases/:release/schema', (_, response) => {
  response.json(schema);
});
app.post('/api/runs', ({ body }, response) => {
  asked.push(askedRun(body));
  response.status(201).json(runOf({ id: 7, state: 'running' }));
});
app.get('/api/file', ({ query }, response) => {
  const file = files.get(pathIn(query));
  if (!file) response.status(404).json({ error: { code: 'not_found', message: 'There is no such file.' } });
  else response.set('ETag', `"${file.saves}"`).type('text').send(file.text);
});
app.put('/api/file', ({ query, body, headers }, response) => {
  const path = pathIn(query);
  const saves = files.get(path)?.saves;
  const isKnown =
    saves === undefined ? headers['if-none-match'] === '*' : headers['if-match'] === `"${saves}"`;
  if (!isKnown) {
    response.status(412).json({ error: { code: 'changed_on_disk', message: 'It has changed.' } });
    return;
  }
  const { text } = body as { text: string };
  files.set(path, { text, saves: (saves ?? 0) + 1 });
  response.set('ETag', `"${(saves ?? 0) + 1}"`).json({ etag: `"${(saves ?? 0) + 1}"` });
});
serveApi(app);
beforeEach(() => {
  asked.length = 0;
  files.clear();
  setReleases([releaseOf({ software: { state: 'completed' } })]);
});
afterEach(() => resetAllStores());

const path = requestPath('one');
const release = 'software/helloworld/software.cfg';
const lines = async (text: string) =>
  (await checkRequest(text)).problems.map(({ place, sentence }) => `${place.line}: ${sentence}`);

it('a request is a file of its folder, named by the reference', () => {
  expect(path).toBe('workspace/request/one.json');
  expect(referenceOfRequest(path)).toBe('one');
  for (const other of ['workspace/request/a/b.json', 'workspace/request/one.txt', 'workspace/one.json']) {
    expect(referenceOfRequest(other)).toBeUndefined();
  }
});

it('what is wrong with a request is told with its line', async () => {
  expect(await lines('{\n  "release": 1,\n}')).toEqual([expect.stringMatching(/^3: /)]);
  expect(await lines('{\n  "release": "x",\n  "typ": "y"\n}')).toEqual([
    '3: A request has no "typ": it has release, type, shared, parameters, node, state.',
  ]);
  expect(await lines('{\n  "release": "software/none/software.cfg"\n}')).toEqual([
    expect.stringMatching(/^2: There is no release/),
  ]);
  const node = '"node": { "computer_guid": "COMP-1" }';
  expect(await lines(`{\n  "release": "${release}",\n  "shared": true,\n  ${node}\n}`)).toEqual([
    expect.stringMatching(/^3: A shared instance/),
    expect.stringMatching(/^4: Only this node/),
  ]);
  expect(
    await lines(`{ "release": "${release}",\n "parameters": {\n "port": "x",\n "site": "no uri" } }`),
  ).toEqual([
    '3: port: It must be an integer, not a text.',
    expect.stringMatching(/^4: site: .*all the same/),
  ]);
});

it('a request file is applied as one request, but not where something is wrong with it', async () => {
  const good = { release, parameters: { port: 80, site: 'no uri' }, state: 'stopped' };
  await applyRequestFile('one', JSON.stringify(good));
  expect(asked).toEqual([
    {
      ...{ release: 'helloworld', reference: 'one', steps: ['instance'] },
      request: { parameters: good.parameters, state: 'stopped' },
    },
  ]);
  const bad = JSON.stringify({ release, parameters: { port: 'x' } });
  await expect(applyRequestFile('one', bad)).rejects.toThrow(/Nothing was requested.*Line 1: port/);
  expect(asked).toHaveLength(1);
});

it('what an instance was asked with becomes a file, which the form keeps up to date where it is there', async () => {
  const instance = instanceOf({ reference: 'one', instanceParameters: { port: 80 } });
  await updateRequestFile(instance);
  expect(files.size).toBe(0);
  expect(await saveRequestFile(instance)).toBe(path);
  const saved = readRequest(files.get(path)?.text ?? '');
  expect(saved).toMatchObject({ request: { release, parameters: { port: 80 }, state: 'started' } });

  const request = 'request' in saved ? saved.request : undefined;
  const withNode = { ...request, node: { computer_guid: 'local' } };
  files.set(path, { text: JSON.stringify(withNode), saves: 5 });
  await updateRequestFile({ ...instance, instanceParameters: { port: 81 } });
  expect(files.get(path)?.saves).toBe(6);
  expect(JSON.parse(files.get(path)?.text ?? '')).toEqual({ ...withNode, parameters: { port: 81 } });
});

/** The words that a shell makes of a command line, and what it gives to its standard input. */
function runInShell(command: string): { words: string[]; input: string } {
  const script = `slapos() { for word in "$@"; do printf '%s\\0' "$word"; done; printf '\\0'; }; ${command}`;
  const read = command.includes('<<') ? script.replace("printf '\\0'; }", "printf '\\0'; cat; }") : script;
  const [words = '', input = ''] = execFileSync('sh', ['-c', read], { encoding: 'utf8' }).split('\0\0');
  return { words: words.split('\0'), input };
}

it('the command line has what slapos request wants, whatever the names and values are', () => {
  const parameters = { '-frontend-1': "it's", port: 80, text: 'END\n$(echo no) `x`' };
  const request: RequestFile = {
    ...{ release, type: 'my type', parameters, state: 'stopped', shared: true },
    node: { computer_guid: 'COMP-1', note: "it's" },
  };
  const url = 'http://h/a b/software.cfg';
  const { words, input } = runInShell(
    requestCommand(request, { reference: 'one', url, serialisation: 'json-in-xml' }),
  );
  expect(words).toEqual([
    ...['request', 'one', url, '--type', 'my type', '--slave', '--state', 'stopped'],
    ...['--node', 'computer_guid=COMP-1', "note=it's"],
    ...['--force-serialisation', 'json-in-xml', '--parameters-file', '-'],
  ]);
  expect(JSON.parse(input)).toEqual(parameters);
  const texts = runInShell(requestCommand(request, { reference: 'one', url, serialisation: 'xml' }));
  expect(JSON.parse(texts.input)).toEqual({ ...parameters, port: '80' });
  expect(
    requestCommand({ release }, { reference: 'one', url: '/a/software.cfg', serialisation: 'xml' }),
  ).toBe('slapos request one /a/software.cfg');
});
