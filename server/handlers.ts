import { basename } from 'node:path';
import { Readable } from 'node:stream';
import type { AuditLog } from './http/auditLog.ts';
import { contentDisposition } from './http/byteAnswer.ts';
import type { ByteAnswer } from './http/byteAnswer.ts';
import { JsonText } from './http/jsonText.ts';
import type { Handlers } from './http/routes.ts';
import type { EngineHost } from './engine/engineHost.ts';
import type { InstanceService } from './instances/instanceService.ts';
import { openProcessOutput } from './instances/processOutput.ts';
import type { ProcessOutputs } from './instances/processOutput.ts';
import { checkReachability } from './instances/reachability.ts';
import type { InputStore } from './releases/inputStore.ts';
import type { ReleaseService } from './releases/releaseService.ts';
import type { SchemaService } from './releases/schemaService.ts';
import { openLog } from './runs/openLog.ts';
import { findRunChanges, readRunInput } from './runs/runChanges.ts';
import type { RunService } from './runs/runService.ts';
import type { RunStore } from './runs/runStore.ts';
import { readTimeline } from './runs/timeline.ts';
import { searchFiles } from './search/searchFiles.ts';
import type { AutomationReport } from './settings/automation.ts';
import type { SettingsStore } from './settings/settingsStore.ts';
import { answerInThread } from './threads/answerInThread.ts';
import type { TaskThreads } from './threads/taskThreads.ts';
import { maxEditableSize } from './workspace/fileService.ts';
import type { FileService } from './workspace/fileService.ts';
import { findHashListing } from './workspace/hashLookup.ts';
import type { LayoutStore } from './workspace/layoutStore.ts';
import type { Md5Summer } from './workspace/md5.ts';
import { isText } from './workspace/textContent.ts';
import type { WorkspacePaths } from './workspace/workspacePaths.ts';

/** What the operations of the API are made of. */
export interface Services {
  readonly version: string;
  readonly audit: AuditLog;
  readonly paths: WorkspacePaths;
  readonly files: FileService;
  readonly md5: Md5Summer;
  readonly threads: TaskThreads;
  readonly layout: LayoutStore;
  readonly engine: EngineHost;
  readonly runStore: RunStore;
  readonly runService: RunService;
  readonly releases: ReleaseService;
  readonly schemas: SchemaService;
  readonly instances: InstanceService;
  readonly outputs: ProcessOutputs;
  readonly inputStore: InputStore;
  readonly settings: SettingsStore;
  readonly automation: AutomationReport;
}

/** One handler per operation of the API. */
export function createHandlers(services: Services): Handlers {
  const { audit, paths, files, md5, threads, layout, engine, runStore, runService, releases, instances } =
    services;
  const { schemas, outputs, inputStore, settings, automation } = services;
  return {
    getSession: () =>
      Promise.resolve({
        version: services.version,
        workspace: paths.roots.workspace,
        folders: { instances: paths.roots.instances, releases: paths.roots.releases },
        engine: engine.status(),
        maxEditableSize,
      }),
    getLayout: () => Promise.resolve(layout.get()),
    putLayout: async ({ body }) => {
      await layout.set(body);
      return undefined;
    },
    listFolder: async ({ query }, { signal }) => {
      const entries = await files.list(query.path);
      if (entries !== undefined) return { entries };
      const terms = { subject: query.path, signal, limitMs: 20_000 };
      return answerInThread(threads, ['listFolder', await files.locate(query.path)], terms);
    },
    createFolder: async ({ body }) => {
      await files.createFolder(body.path);
      return undefined;
    },
    readFile: ({ query }) =>
      query.download === 'true' ? downloadFile(files, query.path) : readFile(files, query.path),
    writeFile: async ({ query, body }, { condition }) => ({
      etag: await files.write(query.path, body.text, condition()),
    }),
    moveEntry: async ({ body }) => {
      await files.move(body.from, body.to);
      return undefined;
    },
    deleteEntry: async ({ query }) => {
      await files.delete(query.path, query.recursive === 'true');
      audit.record('delete', { path: query.path });
      return undefined;
    },
    getMd5: async ({ query }, { signal }) => {
      const file = await files.locate(query.path);
      const [sum, listedIn] = await Promise.all([md5.sum(file, signal), findHashListing(paths.roots, file)]);
      return { md5: sum, ...(listedIn === undefined ? {} : { listedIn }) };
    },
    searchFiles: async ({ query }, { signal }) => {
      const folder = query.folder ?? 'workspace';
      return searchFiles(query, { path: await files.locate(folder), folder, signal });
    },
    listReleases: () => Promise.resolve({ releases: releases.list() }),
    getReleaseSchema: async ({ params }, { signal }) =>
      new JsonText(await schemas.read((await releases.find(params.release)).path, signal)),
    listRuns: ({ query }) => Promise.resolve({ runs: runStore.list(query) }),
    startRun: async ({ body }, { signal }) => {
      const run = await runService.start(body, 'user', { signal });
      const { release, reference } = run;
      audit.record('run', { action: body.action ?? 'start', release, reference, run: String(run.id) });
      return run;
    },
    getRunChanges: ({ params }) => findRunChanges(runStore, params.run),
    getRunTimeline: async ({ params }) => ({
      parts: await readTimeline(runStore.directory(params.run), runStore.get(params.run).steps, (folder) =>
        runStore.releaseIn(params.run, folder),
      ),
    }),
    readRunInput: async ({ params, query }) =>
      textOrBinary(await readRunInput({ runStore, inputStore }, { run: params.run, path: query.path })),
    stopRun: async ({ params }) => {
      audit.record('run', { action: 'stop', run: String(params.run) });
      return runService.stop(params.run);
    },
    readLog: ({ params, query }) => openLog(runStore, { ...params, asDownload: query.download === 'true' }),
    listInstances: async () => ({ instances: await instances.list() }),
    actOnProcesses: async ({ params: { partition, action }, body }) => {
      const process = body.process ?? '*';
      audit.record('run', { action: `${action}Processes`, partition, process });
      await instances.act(partition, action, body.process);
      return undefined;
    },
    readProcessOutput: ({ params, query }) =>
      openProcessOutput(outputs, { ...params, asDownload: query.download === 'true' }),
    runPromises: async ({ params: { partition }, body }) => {
      audit.record('run', { action: 'runPromises', partition, promise: body.promise ?? '*' });
      await instances.runPromises(partition, body.promise);
      return undefined;
    },
    getPromiseHistory: async ({ params }) => ({
      promises: await instances.promiseHistory(params.partition),
    }),
    checkReachability: async ({ params }) => ({
      results: await checkReachability(await instances.find(params.partition)),
    }),
    listRendered: ({ params: { partition } }, { signal }) =>
      answerInThread(threads, ['listRendered', partition], { subject: `instances/${partition}`, signal }),
    listInstalled: ({ params: { partition } }, { signal }) =>
      answerInThread(threads, ['listInstalled', partition], { subject: `instances/${partition}`, signal }),
    getSettings: () => Promise.resolve({ settings: settings.get(), automation: automation.get() }),
    putSettings: async ({ body }) => {
      audit.record('run', { action: 'putSettings', settings: JSON.stringify(body) });
      await settings.set(body);
      await runStore.prune();
      return undefined;
    },
    stopServices: async () => {
      audit.record('run', { action: 'stopServices' });
      await instances.stopServices();
      return undefined;
    },
  };
}

async function readFile(files: FileService, path: string): Promise<ByteAnswer> {
  const { bytes, etag, kind } = await files.read(path);
  return bytesAnswer(bytes, kind, { ETag: etag });
}

function textOrBinary(bytes: Buffer): ByteAnswer {
  return bytesAnswer(bytes, isText(bytes) ? 'text' : 'binary');
}

function bytesAnswer(
  bytes: Uint8Array,
  kind: 'text' | 'binary',
  headers: Readonly<Record<string, string>> = {},
): ByteAnswer {
  return {
    size: bytes.length,
    headers: {
      'Content-Type': kind === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      'X-Content-Kind': kind,
      ...headers,
    },
    stream: (start, end) => Readable.from([bytes.subarray(start, end)]),
  };
}

async function downloadFile(files: FileService, path: string): Promise<ByteAnswer> {
  const { handle, stats } = await files.open(path);
  return {
    size: Number(stats.size),
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': contentDisposition(basename(path)),
    },
    stream: (start, end) => handle.createReadStream({ start, end: end - 1, autoClose: false }),
    release: () => handle.close(),
  };
}
