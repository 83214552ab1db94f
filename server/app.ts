import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { AppError } from '../shared/api/errors.ts';
import type { EngineHost } from './engine/engineHost.ts';
import { startEngineHost } from './engine/engineHost.ts';
import { partitionCount } from './engine/partitionCount.ts';
import { checkPlaces, makeFolder, openRoots, openState } from './folders.ts';
import { lockFolder } from './folderLock.ts';
import { createHandlers } from './handlers.ts';
import { createAccessToken } from './http/accessToken.ts';
import { openAuditLog } from './http/auditLog.ts';
import { createHttpApp } from './http/httpApp.ts';
import { closeServer, listen } from './http/listen.ts';
import { createOwnOrigins } from './http/ownOrigins.ts';
import { createRequestCheck } from './http/requestCheck.ts';
import { createSessionCookies } from './http/sessionCookie.ts';
import { openSessions } from './http/sessions.ts';
import { createUpgradeCheck } from './http/upgradeCheck.ts';
import { createInstanceService } from './instances/instanceService.ts';
import { createProcessOutputs } from './instances/processOutput.ts';
import { DisposableStore, toDisposable } from './lifecycle.ts';
import type { Disposable } from './lifecycle.ts';
import { connectEvents } from './live/connectEvents.ts';
import { createEventLog } from './live/eventLog.ts';
import { createLogFinder } from './live/followedLog.ts';
import { attachLive } from './live/upgrade.ts';
import { createLogger } from './logger.ts';
import type { Options } from './options.ts';
import { openInputStore } from './releases/inputStore.ts';
import { openReleaseService } from './releases/releaseService.ts';
import { createSchemaService } from './releases/schemaService.ts';
import { createFolderWatch } from './runs/folderWatch.ts';
import { createRunService } from './runs/runService.ts';
import type { RunServiceDeps } from './runs/runService.ts';
import { openRunStore } from './runs/runStore.ts';
import { reportAutomation } from './settings/automation.ts';
import { startKeepConverged } from './settings/keepConverged.ts';
import { startRebuildOnSave } from './settings/rebuildOnSave.ts';
import { openSettingsStore } from './settings/settingsStore.ts';
import { StartError } from './startError.ts';
import { createTerminalService } from './terminal/terminalService.ts';
import { TaskThreads } from './threads/taskThreads.ts';
import { createFileService } from './workspace/fileService.ts';
import { startFileWatcher } from './workspace/fileWatcher.ts';
import { openLayoutStore } from './workspace/layoutStore.ts';
import { Md5Summer } from './workspace/md5.ts';
import { seedProfiles } from './workspace/seedProfiles.ts';
import { openTempFiles } from './workspace/tempFiles.ts';
import { createWorkspacePaths } from './workspace/workspacePaths.ts';

const log = createLogger('app');

/** Milliseconds that the engine has to stop the services when the server stops. */
const shutdownTime = 5000;

/** A running server. */
export interface App extends Disposable {
  /** Where it listens, for example `http://127.0.0.1:8470`. */
  readonly origin: string;
  /** What lets a browser in. */
  readonly token: string;
  /** A token for one use. */
  issueOneShot(): string;
  /** Stops within 10 s: requests finish, runs go on, and services too unless the options say otherwise. */
  dispose(): Promise<void>;
}

/** Starts the server. Throws StartError where the user has to mend something first. */
export async function createApp(options: Options): Promise<App> {
  const services = new DisposableStore();
  try {
    return await startApp(options, services);
  } catch (error) {
    await services.dispose();
    if (error instanceof AppError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

async function startApp(options: Options, services: DisposableStore): Promise<App> {
  checkPlaces(options.workspace, options.state);
  const state = await openState(options.state);
  services.add(await lockFolder(state, '--state'));
  const isNew = await makeFolder(options.workspace, '--workspace');
  const roots = await openRoots(options.workspace, state);
  const { workspace } = roots;
  services.add(await lockFolder(workspace, '--workspace'));
  const server = createServer();
  services.add(toDisposable(() => closeServer(server)));
  server.on('request', answerNotYet);
  const port = await listen(server, options);
  const paths = createWorkspacePaths(roots, state);

  const tempFiles = await openTempFiles(join(state, 'saves'));
  const marker = join(state, 'profiles.json');
  await seedProfiles({ profiles: options.profilesDir, workspace, isNew, marker, tempFiles });
  const fileWatcher = services.add(await startFileWatcher(roots, state));
  const files = createFileService(paths, tempFiles, (folder) => fileWatcher.noteListed(folder));
  const md5 = services.add(new Md5Summer());
  const threads = services.add(new TaskThreads({ roots, state }));
  const layout = await openLayoutStore(join(state, 'layout.json'));

  const slaposBase = join(state, 'slapos');
  const partitions = await partitionCount(roots.instances, options.partitions);
  const { engineBin, noDownloads } = options;
  const engine = services.add(startEngineHost({ engine: engineBin, slaposBase, partitions, noDownloads }));
  const settings = await openSettingsStore(join(state, 'settings.json'));
  const inputStore = await openInputStore(join(state, 'inputs'));
  const runStore = services.add(await openRunStore(join(state, 'runs'), () => settings.get().keptRuns));
  const releases = services.add(
    await openReleaseService({ workspace, runStore, engine, inputStore, fileWatcher }),
  );
  const schemas = createSchemaService(threads);
  const checkParameters: RunServiceDeps['checkParameters'] = (profile, softwareType, parameters, signal) =>
    schemas.check({ profile, softwareType, parameters }, signal);
  const runService = services.add(createRunService({ engine, runStore, releases, checkParameters }));
  const instances = services.add(createInstanceService({ engine, runStore, releases, fileWatcher }));
  services.add(instances.changed.on((all) => releases.noteInstances(all)));
  const outputs = createProcessOutputs(instances, paths);
  const watch = services.add(createFolderWatch());
  const automatic = { settings, runStore, runService };
  const rebuildOnSave = services.add(startRebuildOnSave({ ...automatic, workspace, files, releases }));
  const keepConverged = services.add(startKeepConverged({ ...automatic, engine, instances }));
  const automation = services.add(reportAutomation(keepConverged, rebuildOnSave));
  let clients = 0;
  // Whoever keeps instances converged has to see them too.
  const watchInstances = () => instances.setClients(clients + (settings.get().keepConverged ? 1 : 0));
  services.add(settings.changed.on(watchInstances));
  watchInstances();
  const eventLog = services.add(createEventLog());
  const news = { engine, runStore, releases, instances, settings, automation, fileWatcher };
  services.add(connectEvents(eventLog, news));

  const audit = services.add(await openAuditLog(join(state, 'audit.log')));
  const sessions = services.add(await openSessions(join(state, 'sessions.json')));
  const token = await createAccessToken(join(state, 'token'));
  const ownOrigins = createOwnOrigins(options.host, options.origins);
  const check = createRequestCheck(ownOrigins);
  const cookies = createSessionCookies(sessions, ownOrigins);
  const { version } = packageJson;
  const handlers = createHandlers({
    ...{ version, audit, paths, files, md5, threads, layout },
    ...{ engine, runStore, runService, releases, schemas, instances, outputs },
    ...{ inputStore, settings, automation },
  });
  const programs = { wrappers: join(state, 'terminal'), engineBin: options.engineBin, slaposBase };
  const terminals = services.add(createTerminalService({ paths, programs, audit }));
  const { staticDir } = options;
  server.off('request', answerNotYet);
  server.on('request', createHttpApp({ check, token, cookies, audit, handlers, staticDir }));
  server.headersTimeout = 15_000;
  server.requestTimeout = 120_000;
  const live = attachLive(server, {
    authorize: createUpgradeCheck({ check, ownOrigins, cookies, audit }),
    onSessionEnd: (listener) => sessions.ended.on(listener),
    onClients: (count) => {
      clients = count;
      watchInstances();
    },
    eventLog,
    findLog: createLogFinder({ runStore, outputs, watch }),
    terminals,
  });
  services.add(live);
  warnIfExposed(options.host);

  return {
    origin: `http://${hostInUrl(options.host)}:${port}`,
    token: token.value,
    issueOneShot: () => token.issueOneShot(),
    dispose: async () => {
      const closed = closeServer(server);
      await live.dispose();
      await closed;
      if (options.stopServicesOnExit) await stopServices(engine);
      await services.dispose();
    },
  };
}

/** We listen early, to fail early where we cannot. */
const answerNotYet: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1' }).end();
};

async function stopServices(engine: EngineHost): Promise<void> {
  const stopped = engine.shutdown().then(
    () => true,
    (error: unknown) => {
      log.warn({ err: error }, 'the services could not be stopped');
      return true;
    },
  );
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), shutdownTime).unref());
  if (!(await Promise.race([stopped, late]))) log.warn('the services are still stopping');
}

function warnIfExposed(host: string): void {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return;
  log.warn(`listening on ${host} without TLS: whoever can read the traffic can take over your account`);
}

/** A wildcard is no address to open. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}
