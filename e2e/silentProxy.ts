import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/** `hole`: nothing gets through. `mute`: what a page sends arrives, and no answer comes back. */
type Fault = 'hole' | 'mute';

/** A forward proxy between a browser and the server, whose connections can fall silent without being closed. */
export class SilentProxy {
  readonly #server = http.createServer((request, response) => this.#forward(request, response));
  readonly #sockets = new Map<Duplex, Fault | undefined>();
  /** What new connections suffer from. */
  #fault: Fault | undefined;

  static async start(): Promise<SilentProxy> {
    const proxy = new SilentProxy();
    proxy.#server.on('connection', (socket: net.Socket) => proxy.#own(socket));
    proxy.#server.on('connect', (request: http.IncomingMessage, socket: Duplex, head: Buffer) => {
      proxy.#tunnel(request, socket, head);
    });
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** What a browser context is given as `proxy`. */
  get settings(): { server: string; bypass: string } {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy does not listen.');
    return { server: `http://127.0.0.1:${address.port}`, bypass: '<-loopback>' };
  }

  /** All connections suffer from a fault, new ones too, until `mend`. */
  fail(fault: Fault): void {
    this.#fault = fault;
    for (const socket of this.#sockets.keys()) this.#sockets.set(socket, fault);
  }

  /** New connections work; those that there are stay as they are. */
  mend(): void {
    this.#fault = undefined;
  }

  /** As an address translation does that forgot its connections: those that there are are dead, new ones work. */
  forget(): void {
    this.fail('hole');
    this.mend();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #own(socket: Duplex): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.set(socket, this.#fault);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }

  #arrives(socket: Duplex): boolean {
    return this.#sockets.get(socket) !== 'hole';
  }

  #answers(socket: Duplex): boolean {
    return this.#sockets.get(socket) === undefined;
  }

  #forward(request: http.IncomingMessage, response: http.ServerResponse): void {
    const { socket, method, headers } = request;
    if (!this.#arrives(socket)) return;
    const { hostname, port, pathname, search } = new URL(request.url ?? '');
    const upstream = http.request({ hostname, port, path: pathname + search, method, headers }, (answer) => {
      if (!this.#answers(socket)) {
        answer.resume();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('data', (data: Buffer) => this.#answers(socket) && response.write(data));
      answer.on('end', () => this.#answers(socket) && response.end());
    });
    upstream.on('error', () => this.#answers(socket) && response.destroy());
    request.pipe(upstream);
  }

  /** WebSockets. The end of one side is told to the other only where the network lets something through. */
  #tunnel(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#own(socket);
    if (!this.#arrives(socket)) return;
    const [host = '', port] = (request.url ?? '').split(':');
    const upstream = net.connect(Number(port), host, () => {
      if (this.#answers(socket)) socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.write(head);
    });
    this.#own(upstream);
    socket.on('data', (data: Buffer) => this.#arrives(socket) && upstream.write(data));
    upstream.on('data', (data: Buffer) => this.#answers(socket) && socket.write(data));
    socket.on('close', () => this.#arrives(upstream) && upstream.destroy());
    upstream.on('close', () => this.#answers(socket) && socket.destroy());
  }
}
