import type { Configuration } from '../../config/configuration.js';

const slug = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;

/** Metadata of a protected resource (RFC 9728): one for each connector's address, one for each aggregated address. */
export class ProtectedResources {
  readonly #origin: string;

  constructor(configuration: Pick<Configuration, 'publicUrl'>) {
    this.#origin = configuration.publicUrl.origin;
  }

  /** Where the metadata of an address is. Segments come from the request, so they are encoded. */
  metadataUrl(organization: string, connector?: string): string {
    return `${this.#origin}/.well-known/oauth-protected-resource${pathOf(organization, connector)}`;
  }

  /**
   * The metadata, or undefined for what can be no address. Nothing is looked up: whether a connector exists is not
   * told to somebody without a token.
   */
  metadata(organization: string, connector?: string): Record<string, unknown> | undefined {
    if (!slug.test(organization) || (connector !== undefined && !slug.test(connector))) return undefined;
    return {
      resource: `${this.#origin}${pathOf(organization, connector)}`,
      resource_name: `Castellan: ${connector ?? 'all connectors'} of ${organization}`,
      bearer_methods_supported: ['header'],
      resource_documentation: `${this.#origin}/`,
    };
  }
}

function pathOf(...segments: (string | undefined)[]): string {
  const named = segments.filter((segment) => segment !== undefined);
  return `/mcp/${named.map(encodeURIComponent).join('/')}`;
}
