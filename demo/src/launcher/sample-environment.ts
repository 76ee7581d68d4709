import { startOpenIdProviders, type OpenIdProviders, type PeopleOrganization } from '../openid/index.js';
import { startSampleServers, type SampleServers } from '../servers/index.js';
import type { Secrets } from './secrets.js';

/** The provider and the sample servers, all in this process. */
export interface SampleEnvironment {
  readonly providers: OpenIdProviders;
  readonly servers: Readonly<Record<PeopleOrganization, SampleServers>>;
  close(): Promise<void>;
}

/** Starts what the sample organizations work with, at the addresses they have always had. */
export async function startSampleEnvironment(url: string, secrets: Secrets): Promise<SampleEnvironment> {
  const started: { close(): Promise<void> }[] = [];
  const kept = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    started.push(part);
    return part;
  };
  const close = async () => void (await Promise.all(started.map((part) => part.close())));
  const { ports, codeServerKey: apiKey, openIdClientSecret: clientSecret } = secrets;
  try {
    const providers = kept(
      await startOpenIdProviders({
        port: ports.openId,
        clientSecret,
        redirectUris: {
          acme: `${url}/auth/callback/acme`,
          northfield: `${url}/auth/callback/northfield`,
        },
        postLogoutRedirectUri: `${url}/signed-out`,
      }),
    );
    const acme = kept(await startSampleServers('acme', { ports: ports.acme, apiKey }));
    const northfield = kept(await startSampleServers('northfield', { ports: ports.northfield }));
    return { providers, servers: { acme, northfield }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
