import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { ClientMessage, protocolVersion, type ServerMessage } from '../../../../shared/live.ts';
import { logFrameHeader, writeLogFrameHeader } from '../../../../shared/core/logFrame.ts';
import type { Problem } from '../../../../shared/profile/problem.ts';
import type { RunStep } from '../../../../shared/runs.ts';
import { bindKeys } from '../../core/commands/bindKeys.ts';
import { TooltipProvider } from '../../components/Tooltip.tsx';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { setSession } from '../../core/stores/connectionStore.ts';
import { startLive } from '../../core/live/live.ts';
import { topics } from '../index.ts';
import { LogPane } from './LogPane.tsx';

// Every step here waits for bytes of a socket, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

const workspace = '/home/me/profiles';
const failedLog = `$ slapos node software
networkcache badly configured
\u001b[32mInstalling\u001b[0m <b>go</b>.
While:
  Installing.
Error: MD5 checksum mismatch for local resource at '${workspace}/software/a/instance.cfg.in'.
Finished.
`;

/** Logs by run; a run that is not here cannot be opened. */
const logs = new Map<number, string>([
  [1, failedLog],
  [2, Array.from({ length: 1000 }, (_, index) => `row ${index + 1}\n`).join('')],
]);
let server: WebSocketServer;

/** Answers as the product's server does: opened, the bytes from the offset on, ended. */
function answer(socket: ServerSocket, message: ClientMessage): void {
  const say = (said: ServerMessage): void => socket.send(JSON.stringify(said));
  if (message.type === 'hello')
    say({ type: 'welcome', protocol: protocolVersion, bootId: 'boot', seq: 0, reset: false });
  if (message.type !== 'log.open') return;
  const { stream, log, offset } = message;
  const text = 'run' in log ? logs.get(log.run) : undefined;
  if (text === undefined) {
    say({ type: 'error', code: 'not_found', message: 'There is no such log.', stream });
    return;
  }
  const bytes = new TextEncoder().encode(text);
  const start = Math.max(0, offset < 0 ? bytes.length + offset : offset);
  say({ type: 'log.opened', stream, start, size: bytes.length });
  const frame = new Uint8Array(logFrameHeader + bytes.length - start);
  writeLogFrameHeader(frame, stream, start);
  frame.set(bytes.subarray(start), logFrameHeader);
  socket.send(frame);
  say({ type: 'log.ended', stream, size: bytes.length });
}

beforeAll(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => answer(socket, ClientMessage.parse(JSON.parse(data.toString()))));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  // The page's own address leads nowhere in a test; everything but the port is real.
  class SocketToServer extends NodeSocket {
    constructor() {
      super(`ws://127.0.0.1:${address instanceof Object ? address.port : 0}`);
    }
  }
  vi.stubGlobal('WebSocket', SocketToServer);
  // ws makes its buffers in the realm of Node.js, beside that of jsdom.
  vi.stubGlobal('ArrayBuffer', Buffer.alloc(1).buffer.constructor);
  // Nothing is laid out in jsdom, so nothing is ever resized.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {
        /* never resized */
      }
      disconnect(): void {
        /* never resized */
      }
    },
  );
  startLive({ topics: { ...topics, engine: () => undefined }, refreshAll: () => undefined });
});
afterAll(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
  vi.unstubAllGlobals();
});
afterEach(() => {
  cleanup();
  resetAllStores();
});

function show(
  run: number,
  step: Partial<RunStep> = {},
  { line, isPage }: { line?: number; isPage?: boolean } = {},
) {
  setSession({
    version: '1',
    workspace,
    folders: { instances: '/i', releases: '/r' },
    engine: { state: 'ready' },
    maxEditableSize: 1,
  });
  return render(
    <TooltipProvider>
      <LogPane
        run={run}
        step={{ kind: 'software', state: 'failed', logSize: 100, ...step }}
        line={line}
        {...(isPage !== undefined && { isPage })}
      />
    </TooltipProvider>,
  );
}

const rowTexts = (): string[] =>
  [...screen.getByRole('log').querySelectorAll('[data-ordinal]')].map((row) => row.textContent);

describe('the log of a step', () => {
  it('is shown as text, with colours as spans and without the noise of the engine', async () => {
    show(1);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Show 1 noise line' })).toBeTruthy());
    expect(rowTexts()).toEqual([
      '$ slapos node software',
      'Installing <b>go</b>.',
      'While:',
      '  Installing.',
      `Error: MD5 checksum mismatch for local resource at '${workspace}/software/a/instance.cfg.in'.`,
      'Finished.',
    ]);
    const green = screen.getByText('Installing');
    expect(green.style.getPropertyValue('--ansi-text')).toBe('var(--ansi-2)');
    await userEvent.click(screen.getByRole('button', { name: 'Show 1 noise line' }));
    expect(rowTexts()[1]).toBe('networkcache badly configured');
  });

  it('marks the error of a failed step, offers to jump to it, and links its file to the editor', async () => {
    const log = { from: failedLog.indexOf('While:'), to: failedLog.indexOf('Finished.') };
    const { container } = show(1, {
      problems: [{ severity: 'error', message: 'Error', fixes: [], source: { step: 'software', log } }],
    });
    await screen.findByRole('button', { name: 'Jump to error' });
    expect([...container.querySelectorAll('[data-look="error"]')].map((row) => row.textContent)).toEqual([
      'While:',
      '  Installing.',
      `Error: MD5 checksum mismatch for local resource at '${workspace}/software/a/instance.cfg.in'.`,
    ]);
    const link = screen.getByRole('link', { name: `${workspace}/software/a/instance.cfg.in` });
    expect(link.getAttribute('href')).toBe('/edit/workspace/software/a/instance.cfg.in');
  });

  it('says under a known error what to do, and where', async () => {
    const path = 'workspace/software/a/instance.cfg.in';
    const problem: Problem = {
      severity: 'error',
      message: 'Error: MD5 checksum mismatch',
      cause: 'instance.cfg.in was changed.',
      place: { path },
      fixes: [{ kind: 'updateMd5', path }],
      source: { step: 'software' },
    };
    show(1, { problems: [problem] });
    const advice = await screen.findByRole('note', { name: 'What to do' });
    expect(advice.textContent).toContain('instance.cfg.in was changed.');
    expect(within(advice).getByRole('link', { name: 'Open instance.cfg.in' }).getAttribute('href')).toBe(
      '/edit/workspace/software/a/instance.cfg.in',
    );
    expect(within(advice).getByRole('button', { name: 'Get or Update MD5 sum' })).toBeTruthy();
  });

  it('leads under an error that is not known to where it happened, and else says nothing', async () => {
    const problem: Problem = {
      severity: 'error',
      message: 'Error: something new',
      place: { path: 'workspace/software/a/software.cfg', line: 7 },
      section: 'x',
      fixes: [],
      source: { step: 'software' },
    };
    const unknown: Problem = { severity: 'error', message: 'Error', fixes: [], source: { step: 'software' } };
    show(1, { problems: [problem, unknown] });
    const link = await screen.findByRole('link', { name: 'Open [x] in software.cfg' });
    expect(link.getAttribute('href')).toBe('/edit/workspace/software/a/software.cfg?line=7');
    expect(screen.getAllByRole('note', { name: 'What to do' })).toHaveLength(1);
  });

  it('has no error of a step that completed', async () => {
    show(1, { state: 'completed' });
    await waitFor(() => expect(rowTexts()).toContain('Finished.'));
    expect(screen.queryByRole('button', { name: 'Jump to error' })).toBeNull();
  });

  it('stands at the end, renders only what is in view, and can be followed and left', async () => {
    show(2);
    await waitFor(() => expect(rowTexts().at(-1)).toBe('row 1000'));
    expect(rowTexts().length).toBeLessThan(60);
    const follow = screen.getByRole('button', { name: 'Follow' });
    expect(follow.getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(follow);
    expect(follow.getAttribute('aria-pressed')).toBe('false');
    expect(rowTexts().at(-1)).toBe('row 1000');
    screen.getByRole('log').focus();
    await userEvent.keyboard('{Home}');
    expect(rowTexts()[0]).toBe('row 1');
    expect(follow.getAttribute('aria-pressed')).toBe('false');
    await userEvent.click(screen.getByRole('button', { name: 'Jump to end' }));
    expect(rowTexts().at(-1)).toBe('row 1000');
  });

  it('shows the line that the address names', async () => {
    const { container } = show(2, {}, { line: 500 });
    await waitFor(() =>
      expect(container.querySelector('[data-look="current"]')?.textContent).toBe('row 500'),
    );
    expect(screen.getByRole('link', { name: 'Line 500' }).getAttribute('href')).toBe('/logs/2/software#L500');
  });

  it('is searched with Ctrl+F, from match to match, or shows only what matches', async () => {
    const { container } = show(2);
    await waitFor(() => expect(rowTexts().at(-1)).toBe('row 1000'));
    screen.getByRole('log').focus();
    await userEvent.keyboard('{Control>}f{/Control}');
    const bar = within(screen.getByRole('search'));
    await userEvent.type(bar.getByRole('textbox', { name: 'Search in the log' }), 'ROW 7.$');
    expect((await bar.findByText('Not found')).getAttribute('role')).toBe('status');
    await userEvent.click(bar.getByRole('button', { name: 'Regular expression' }));
    await bar.findByText('10 lines');
    await userEvent.keyboard('{F3}');
    expect(container.querySelector('[data-look="current"]')?.textContent).toBe('row 70');
    await userEvent.keyboard('{Shift>}{F3}{/Shift}');
    expect(bar.getByRole('status').textContent).toBe('10 of 10 lines');
    await userEvent.click(bar.getByRole('button', { name: 'Only matching lines' }));
    expect(rowTexts()).toEqual(Array.from({ length: 10 }, (_, index) => `row 7${index}`));
    await userEvent.keyboard('{Escape}');
    expect(screen.queryByRole('search')).toBeNull();
    expect(rowTexts().length).toBeGreaterThan(10);
  });

  it('is searched with Ctrl+F from everywhere on a page that is about it', async () => {
    const unbind = bindKeys();
    const elsewhere = document.body.appendChild(document.createElement('button'));
    show(2, {}, { isPage: true });
    await waitFor(() => expect(rowTexts().at(-1)).toBe('row 1000'));
    const field = () => screen.queryByRole('textbox', { name: 'Search in the log' });
    for (const press of ['first', 'again']) {
      elsewhere.focus();
      await userEvent.keyboard('{Control>}f{/Control}');
      expect(document.activeElement, press).toBe(field());
      expect(field(), press).not.toBeNull();
    }
    cleanup();
    elsewhere.focus();
    await userEvent.keyboard('{Control>}f{/Control}');
    expect(field()).toBeNull();
    elsewhere.remove();
    unbind();
  });

  it('says why it cannot be read', async () => {
    show(99);
    await screen.findByText('There is no such log.');
  });
});
