import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A listener on a free loopback port that counts the TCP connections made to it. */
export class CountingServer implements AsyncDisposable {
  connections = 0;
  readonly #sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Answers HTTP requests. */
  static http(listener: RequestListener): Promise<CountingServer> {
    return CountingServer.#listen(createServer(listener));
  }

  /** Answers HTTPS requests with the given key and certificate. */
  static https(pair: { key: string; cert: string }, listener: RequestListener): Promise<CountingServer> {
    return CountingServer.#listen(createTlsServer(pair, listener));
  }

  /** Accepts connections and leaves the talking to the given function. */
  static tcp(onConnection: (socket: Socket) => void = () => undefined): Promise<CountingServer> {
    return CountingServer.#listen(createTcpServer(onConnection));
  }

  static #listen(server: Server): Promise<CountingServer> {
    const counting = new CountingServer(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(counting));
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** `http://127.0.0.1:<port>` */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Stops listening and ends what is open. */
  [Symbol.asyncDispose](): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
