import { writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import type { EngineEvent, EngineHandlers, EngineMethod, EngineParams } from '../../../shared/engine.ts';
import { engineMethods } from '../../../shared/engine.ts';
import { createHandlers, Refusal } from './createHandlers.ts';
import { lead } from './lead.ts';
import type { Rule } from './standInScript.ts';
import { isPartOf } from './standInScript.ts';
import { World } from './world.ts';

/**
 * A program in the place of `webrunner-slapos-host`, with its command line. It speaks the contract and builds nothing:
 * what its builds and answers are is said by the script beside it, see `writeStandIn`.
 */
const program = process.argv[1] ?? '';

const Request = z.object({ id: z.int(), method: z.string(), params: z.record(z.string(), z.unknown()) });
type Request = z.infer<typeof Request>;

const { values } = parseArgs({ options: { base: { type: 'string' }, lead: { type: 'boolean' } } });
if (values.lead === true) void lead();
else serve(new World(dirname(dirname(program))), values.base ?? '');

/** One write per line: what another thread or a signal does meanwhile cannot get in between. */
function say(line: unknown): void {
  const bytes = Buffer.from(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
  for (let from = 0; from < bytes.length;) {
    try {
      from += writeSync(1, bytes, from);
    } catch (error) {
      // The pipe is full.
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'EAGAIN') throw error;
    }
  }
}

function serve(world: World, base: string): void {
  world.tell({ host: process.pid });
  const { start, stubborn = false } = world.script();
  if (start !== undefined) {
    if (start.stderr !== undefined) process.stderr.write(`${start.stderr}\n`);
    if (start.fatal !== undefined) say({ event: 'fatal', data: start.fatal });
    process.exit(start.exitCode);
  }
  if (stubborn) {
    process.on('SIGTERM', () => undefined);
    setInterval(() => undefined, 1000);
  }
  say({ event: 'ready', data: { pid: process.pid } } satisfies EngineEvent);
  const handlers = createHandlers(world, base, program);
  createInterface({ input: process.stdin })
    .on('line', (line) => void answer(world, handlers, Request.parse(JSON.parse(line))))
    .on('close', () => {
      if (!stubborn) process.exit(0);
    });
}

async function answer(
  world: World,
  handlers: EngineHandlers,
  { id, method, params }: Request,
): Promise<void> {
  world.tell({ method, params });
  const find = () =>
    world.script().rules?.find((one) => one.method === method && isPartOf(one.params ?? {}, params));
  while (find()?.holds === true) await pause(10);
  const rule: Partial<Rule> = find() ?? {};
  if (rule.afterMs !== undefined) await pause(rule.afterMs);
  for (let n = 0; n < (rule.noise ?? 0); n++) say({ event: 'noise', data: { n, text: 'é'.repeat(50) } });
  process.stderr.write('x'.repeat(1024 * (rule.noise ?? 0)));
  if (rule.dies === 'before') process.kill(process.pid, 'SIGKILL');
  const answered = rule.error
    ? { error: rule.error }
    : await perform(handlers, { method, params }, rule.result);
  if (rule.dies === 'after') process.kill(process.pid, 'SIGKILL');
  say(rule.line ?? { id, ...answered });
  world.tell({ answered: method });
  if (method === ('shutdown' satisfies EngineMethod)) process.exit(0);
}

/** Does what is asked, unless the script has the result; what it answers. */
async function perform(
  handlers: EngineHandlers,
  { method, params }: Omit<Request, 'id'>,
  scripted: unknown,
): Promise<{ result: unknown } | { error: { code: string; message: string } }> {
  try {
    return { result: scripted ?? (await call(handlers, method, params)) };
  } catch (error) {
    const code = error instanceof Refusal ? error.code : 'engine_failed';
    return { error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

/** Refuses what the contract does not have, as the engine does. */
async function call(handlers: EngineHandlers, method: string, params: unknown): Promise<unknown> {
  if (!isMethod(method)) throw new Refusal('unknown_method', `There is no method '${method}'.`);
  const parsed = engineMethods[method].params.safeParse(params);
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path, code }) => `${path.join('.')} (${code})`).join(', ');
    throw new Refusal('bad_request', `${method}: not of the contract: ${where}.`);
  }
  // The compiler does not see that a method and its parameters belong together.
  const handle = handlers[method] as (params: EngineParams<EngineMethod>) => unknown;
  return await handle(parsed.data);
}

function isMethod(name: string): name is EngineMethod {
  return Object.hasOwn(engineMethods, name);
}
