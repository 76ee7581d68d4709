import { Server } from 'node:net';
import type { AddressInfo } from 'node:net';

// Loaded before a program that can only listen on every interface: here it listens on a free loopback port, tells
// the process that started it which, and ends with that process.
const listen = Server.prototype.listen;

Server.prototype.listen = function (this: Server, ...parameters: unknown[]) {
  const listening = parameters.find((parameter) => typeof parameter === 'function') as
    (() => void) | undefined;
  this.once('listening', () => process.send?.((this.address() as AddressInfo).port));
  return Reflect.apply(listen, this, [{ port: 0, host: '127.0.0.1' }, listening]) as Server;
};

process.once('disconnect', () => process.exit());
