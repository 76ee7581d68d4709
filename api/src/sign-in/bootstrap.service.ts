import { newId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';
import type { Change, UnitOfWork, Work } from '../kernel/unit-of-work.js';
import type { Organization } from '../organizations/organization.js';
import type { OrganizationsService } from '../organizations/organizations.service.js';
import type { DirectoryService } from '../people/directory.service.js';
import type { RolesService } from '../people/roles.service.js';
import type { Keyring } from '../platform/crypto/keyring.js';
import { BootstrapRefused, type BootstrapCommand } from './bootstrap.js';
import type { IdentityProvider, IdentityProvidersRepository } from './identity-providers.repository.js';

/** What bootstrap did; nothing of it when everything was there. */
export interface BootstrapOutcome {
  readonly organizationMade: boolean;
  readonly providerMade: boolean;
  readonly granted: BootstrapCommand['roleGroups'];
}

interface Findings {
  readonly provider: IdentityProvider | undefined;
  readonly missing: BootstrapCommand['roleGroups'];
}

/**
 * Makes the first organization, its identity provider, and its first owners: members of a directory group, since
 * members arrive when they sign in.
 *
 * Run again it adds what is missing and overwrites nothing.
 */
export class BootstrapService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keyring: Keyring,
    private readonly organizations: OrganizationsService,
    private readonly providers: IdentityProvidersRepository,
    private readonly directory: DirectoryService,
    private readonly roles: RolesService,
  ) {}

  async run(command: BootstrapCommand): Promise<BootstrapOutcome> {
    const existing = await this.organizations.findBySlug(command.slug);
    const context = operatorContext(existing?.id ?? newId());
    const { provider, missing } = await this.look(context, command);
    const differences = [
      ...(existing ? organizationDifferences(existing, command) : []),
      ...(provider ? this.providerDifferences(provider, command) : []),
    ];
    if (differences.length > 0) {
      throw new BootstrapRefused(
        differences,
        'Bootstrap overwrites nothing. Run it with the values that are there, or for another organization.',
      );
    }
    const outcome = { organizationMade: !existing, providerMade: !provider, granted: missing };
    if (existing && provider && missing.length === 0) return outcome;
    await this.unitOfWork.change(context, async (change) => {
      if (!existing) {
        const { slug, name, kind } = command;
        await this.organizations.found(change, { id: context.organizationId, slug, name, kind });
      }
      if (!provider) await this.addProvider(change, command);
      const groups = await this.directory.groups(
        change,
        missing.map(({ group }) => group),
      );
      for (const { role, group } of missing) {
        await this.roles.giveToGroup(change, role, { id: groups.get(group)!, name: group });
      }
    });
    return outcome;
  }

  private look(context: RequestContext, command: BootstrapCommand): Promise<Findings> {
    return this.unitOfWork.read(context, async (work) => ({
      provider: await this.providers.first(work),
      missing: await this.missing(work, command.roleGroups),
    }));
  }

  private async missing(
    work: Work,
    wanted: BootstrapCommand['roleGroups'],
  ): Promise<BootstrapCommand['roleGroups']> {
    const held = await this.roles.groupsHolding(work);
    const keyOf = ({ role, group }: { role: string; group: string }) => JSON.stringify([role, group]);
    const known = new Set(held.map(keyOf));
    const unique = new Map(wanted.map((one) => [keyOf(one), one]));
    return [...unique].filter(([key]) => !known.has(key)).map(([, one]) => one);
  }

  private async addProvider(change: Change, command: BootstrapCommand): Promise<void> {
    const id = newId();
    const { organizationId } = change;
    const { issuer, clientId, clientSecret, groupsClaim } = command;
    const bound = [organizationId, id];
    await this.providers.add(change, {
      id,
      issuer,
      clientId,
      groupsClaim,
      clientSecretSealed:
        clientSecret === null ? null : this.keyring.seal('identity-provider-secret', bound, clientSecret),
    });
  }

  private providerDifferences(provider: IdentityProvider, command: BootstrapCommand): string[] {
    return [
      ...differing('issuer', provider.issuer, command.issuer),
      ...differing('client id', provider.clientId, command.clientId),
      ...differing('groups claim', provider.groupsClaim, command.groupsClaim),
      ...(this.secretOf(provider) === command.clientSecret
        ? []
        : ['The client secret of the organization is another one than the given one.']),
    ];
  }

  private secretOf({ organizationId, id, clientSecretSealed }: IdentityProvider): string | null {
    if (!clientSecretSealed) return null;
    return this.keyring.open('identity-provider-secret', [organizationId, id], clientSecretSealed);
  }
}

function organizationDifferences(existing: Organization, command: BootstrapCommand): string[] {
  return [
    ...differing('name', existing.name, command.name),
    ...differing('kind', existing.kind, command.kind),
  ];
}

function differing(what: string, existing: string, given: string): string[] {
  return existing === given ? [] : [`The ${what} of the organization is "${existing}", not "${given}".`];
}

function operatorContext(organizationId: string): RequestContext {
  return {
    organizationId,
    actor: { kind: 'operator', id: 'bootstrap', roles: [] },
    permissions: new Set(),
    channel: 'cli',
    requestId: newId(),
  };
}
