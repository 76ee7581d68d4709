import type { Installation } from '../installation/installation.js';
import type { Running } from './fixture-http.js';
import type { Check, Revision } from './run-conformance.js';
import { conformanceThrough } from './through.js';

/** Runs the suite through a connector of Castellan that may be used whole, in front of a fixture of its own. */
export async function conformanceThroughCastellan(
  castellan: Installation,
  slug: string,
  startFixture: () => Promise<Running>,
  revision: Revision,
): Promise<Check[]> {
  const upstream = await startFixture();
  try {
    await castellan.connectors.publish({ slug, url: upstream.url, tools: 'all', offersChanges: true });
    return await conformanceThrough(revision, () =>
      Promise.resolve({
        url: `${castellan.url}/mcp/acme/${slug}`,
        token: castellan.memberToken,
        close: async () => undefined,
      }),
    );
  } finally {
    await upstream.close();
  }
}
