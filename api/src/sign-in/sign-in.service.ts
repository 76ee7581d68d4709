import { Inject, Injectable } from '@nestjs/common';
import { buildEndSessionUrl } from 'openid-client';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';
import { systemContext } from '../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import type { Organization } from '../organizations/organization.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { DirectoryService, JoinedMeanwhile } from '../people/directory.service.js';
import type { Identity } from './identity.js';
import { IdentityProvidersRepository, type IdentityProvider } from './identity-providers.repository.js';
import { OpenIdProviders } from './openid-providers.js';
import type { SignInStep } from './openid-strategy.js';
import { PendingSignIns } from './pending-sign-ins.js';
import type { RequestOrigin } from './request-origin.js';
import { RepeatedRefusals } from './repeated-refusals.js';
import { SessionsService } from './sessions.service.js';
import { SignInRefused } from './sign-in.errors.js';

/** The console's page for whoever just left. */
const SIGNED_OUT = '/signed-out';

type Departure = SignInStep & { kind: 'departure' };
type Return = SignInStep & { kind: 'return' };

/** Signing in and out: everything but the protocol and the cookies. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly organizations: OrganizationsService,
    private readonly directory: DirectoryService,
    private readonly providerRows: IdentityProvidersRepository,
    private readonly providers: OpenIdProviders,
    private readonly pending: PendingSignIns,
    private readonly sessions: SessionsService,
    private readonly repeated: RepeatedRefusals,
  ) {}

  /** The first half: where somebody who names an organization goes to sign in. */
  async depart(slug: string, browser: string, returnTo: string): Promise<Departure> {
    const organization = await this.organizations.findBySlug(slug);
    if (!organization) throw new SignInRefused('unknown_organization', 'unknown_organization');
    const provider = await this.unitOfWork.read(systemContext(organization.id, 'console'), (work) =>
      this.providerRows.first(work),
    );
    if (!provider) throw new SignInRefused('provider_unreachable', 'no_provider', organization);
    return { kind: 'departure', organization, provider, browser, returnTo };
  }

  /** The second half: which sign-in came back to an organization's address. Its state is used up by asking. */
  async return(slug: string, url: URL, browser: string | undefined): Promise<Return> {
    const [state, ...others] = url.searchParams.getAll('state');
    if (!state || others.length > 0) throw new SignInRefused('expired', 'state_missing');
    const returned = await this.pending.take(state, browser);
    if (!returned) throw new SignInRefused('expired', 'state_unknown');
    const { organizationId, pending } = returned;
    const organization = await this.organizations.current(systemContext(organizationId, 'console'));
    if (organization.slug !== slug) throw new SignInRefused('expired', 'state_unknown');
    if (!returned.sameBrowser) throw new SignInRefused('refused', 'other_browser', organization);
    const provider = await this.unitOfWork.read(systemContext(organizationId, 'console'), (work) =>
      this.providerRows.find(work, pending.identityProviderId),
    );
    if (!provider) throw new SignInRefused('expired', 'provider_gone', organization);
    return { kind: 'return', organization, provider, pending, state, url };
  }

  /** Lets an identified person in and returns the handle of their new session. */
  async welcome(
    { organization, provider }: Pick<Return, 'organization' | 'provider'>,
    identity: Identity,
    request: RequestOrigin,
  ): Promise<string> {
    try {
      return await this.admit(organization, provider, identity, request);
    } catch (error) {
      // Two first sign-ins of one person at once: the second finds the member that the first has made.
      if (!(error instanceof JoinedMeanwhile)) throw error;
      return this.admit(organization, provider, identity, request);
    }
  }

  /** Records a sign-in that did not succeed, where it is known whose it was. */
  async recordRefusal(refused: SignInRefused, request: RequestOrigin): Promise<void> {
    const { organization } = refused;
    if (!organization) return;
    const alike = this.repeated.before(organization.id, refused.reason, request.sourceAddress);
    if (alike === undefined) return;
    await this.unitOfWork.change(
      { ...systemContext(organization.id, 'console'), ...request },
      async (change) =>
        change.record({
          type: 'session.refused',
          outcome: refused.problem === 'provider_unreachable' ? 'failure' : 'denied',
          target: { kind: 'organization', id: organization.id, name: organization.name },
          details: { problem: refused.problem, reason: refused.reason, ...(alike > 0 ? { alike } : {}) },
        }),
    );
  }

  /** Ends a session and says where the browser goes to end it at the provider, too. */
  async leave(handle: string | undefined, request: RequestOrigin): Promise<string> {
    const ended = handle === undefined ? undefined : await this.sessions.end(handle, 'signed_out', request);
    if (!ended) return SIGNED_OUT;
    const context = systemContext(ended.organizationId, 'console');
    const provider = await this.unitOfWork.read(context, (work) =>
      this.providerRows.find(work, ended.identityProviderId),
    );
    const elsewhere = provider && (await this.endSessionUrl(provider, ended.idTokenHint));
    return elsewhere ?? SIGNED_OUT;
  }

  private async admit(
    organization: Organization,
    provider: IdentityProvider,
    identity: Identity,
    request: RequestOrigin,
  ): Promise<string> {
    const system = systemContext(organization.id, 'console');
    const known = await this.unitOfWork.read(system, (work) =>
      this.directory.find(work, provider.id, identity.subject),
    );
    const memberId = known?.id ?? newId();
    const context: RequestContext = {
      ...system,
      ...request,
      actor: { kind: 'member', id: memberId, roles: [] },
    };
    return this.unitOfWork.change(context, async (change) => {
      const admitted = await this.directory.admit(change, memberId, provider.id, identity, this.clock.now());
      if (!admitted) throw new SignInRefused('disabled', 'member_disabled', organization);
      const { id, handle } = await this.sessions.start(change, memberId, identity);
      change.record({ type: 'session.started', outcome: 'success', target: { kind: 'session', id } });
      return handle;
    });
  }

  private async endSessionUrl(
    provider: IdentityProvider,
    idToken: string | null,
  ): Promise<string | undefined> {
    try {
      const client = await this.providers.clientOf(provider);
      if (!client.serverMetadata().end_session_endpoint) return undefined;
      return buildEndSessionUrl(client, {
        post_logout_redirect_uri: new URL(SIGNED_OUT, this.configuration.publicUrl).href,
        ...(idToken ? { id_token_hint: idToken } : {}),
      }).href;
    } catch {
      // The session here is over; a provider that cannot be reached must not stand in the way of that.
      return undefined;
    }
  }
}
