import type { ApiProcess } from '@castellan/demo';
import { startInstallation, type Installation } from '../installation/installation.js';
import { untilServed } from '../installation/until-served.js';
import { FaultyUpstream } from './faulty-upstream.js';
import type { Target } from './load.js';

export const slug = 'faults';

/** Two processes of the gateway on one database, and a server behind both. */
export interface Scene {
  readonly castellan: Installation;
  readonly replica: ApiProcess;
  readonly upstream: FaultyUpstream;
  readonly first: Target;
  readonly second: Target;
  close(): Promise<void>;
}

/** Sets the scene in which every fault happens. */
export async function setScene(report?: (line: string) => void): Promise<Scene> {
  const upstream = await FaultyUpstream.start();
  const castellan = await startInstallation({ durable: true, ...(report && { report }) });
  try {
    await castellan.connectors.publish({ slug, url: upstream.url, tools: 'all' });
    const replica = await castellan.startReplica();
    const { port } = new URL(castellan.url);
    const token = castellan.memberToken;
    const first = { title: 'first', url: `http://127.0.0.1:${port}/mcp/acme/${slug}`, token };
    const second = { title: 'second', url: `${replica.options.origin}/mcp/acme/${slug}`, token };
    for (const { url } of [first, second]) await untilServed(url, token);
    const close = () => castellan.stop().then(() => upstream.die());
    return { castellan, replica, upstream, first, second, close };
  } catch (error) {
    await castellan.stop();
    throw error;
  }
}
