import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to the database on which everything can get lost, without a word to either side. */
export class SilentWay {
  isSilent = false;
  readonly #sockets: Socket[] = [];
  readonly #server: Server;

  private constructor(to: string) {
    const { hostname, port } = new URL(to);
    this.#server = createServer((near) => {
      const far = connect(Number(port), hostname);
      this.#sockets.push(near, far);
      for (const [from, on] of [
        [near, far],
        [far, near],
      ] as const) {
        from.on('error', () => undefined).on('close', () => on.destroy());
        from.on('data', (bytes) => this.isSilent || on.write(bytes));
      }
    });
  }

  static async to(url: string): Promise<SilentWay> {
    const way = new SilentWay(url);
    await once(way.#server.listen(0, '127.0.0.1'), 'listening');
    return way;
  }

  /** The same login to the same database, by this way. */
  by(url: string): string {
    const byThis = new URL(url);
    byThis.host = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return byThis.href;
  }

  end(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }
}
