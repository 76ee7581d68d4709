import { type Check, type Revision, runConformance } from './run-conformance.js';
import { startShim } from './shim.js';

/** A gateway that serves one connector without a prefix, and a token that may use all of it. */
export interface GatewayUnderTest {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

/** Runs the suite through a gateway, which is started for this run and closed after it. */
export async function conformanceThrough(
  revision: Revision,
  startGateway: () => Promise<GatewayUnderTest>,
): Promise<Check[]> {
  const gateway = await startGateway();
  try {
    const shim = await startShim(gateway.url, gateway.token);
    try {
      return await runConformance(shim.url, revision);
    } finally {
      await shim.close();
    }
  } finally {
    await gateway.close();
  }
}
