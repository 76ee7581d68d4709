import { lookup } from 'node:dns/promises';

/** Finds all addresses of a host name. */
export interface Resolver {
  resolve(host: string): Promise<readonly { address: string; family: 4 | 6 }[]>;
}

/** The resolver of the operating system, so that hosts files and local name services count. */
export const systemResolver: Resolver = {
  async resolve(host) {
    const found = await lookup(host, { all: true });
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  },
};
