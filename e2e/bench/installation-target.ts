import type { Installation } from '../installation/installation.js';
import { untilServed } from '../installation/until-served.js';
import type { Target } from './load.js';

/** Publishes an upstream and returns how it is reached through the gateway. */
export async function throughGateway(
  castellan: Installation,
  slug: string,
  upstream: string,
): Promise<Target> {
  await castellan.connectors.publish({ slug, url: upstream, tools: 'all' });
  const { port } = new URL(castellan.url);
  const target: Target = {
    title: 'gateway',
    // By number: looking the name up is not what is measured.
    url: `http://127.0.0.1:${port}/mcp/acme/${slug}`,
    token: castellan.memberToken,
    cpu: () => cpuOf(castellan),
  };
  await untilServed(target.url, castellan.memberToken);
  return target;
}

async function cpuOf({ url }: Installation): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const seconds = /^process_cpu_seconds_total ([\d.e+-]+)/m.exec(metrics)?.[1];
  return Number(seconds) * 1_000_000;
}
