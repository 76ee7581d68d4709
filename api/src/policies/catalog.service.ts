import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork, type Work } from '../kernel/unit-of-work.js';
import { PeopleService } from '../people/people.service.js';
import type { CatalogEntry, CatalogOffering, Reach } from './catalog.js';
import { CatalogRepository } from './catalog.repository.js';
import { CompiledPolicies } from './compiled-policies.js';
import { decide, isPublishedTo, listable } from './decide.js';
import type { CompiledConnector, CompiledPolicy, Principal } from './policy.js';

/** What the policy lets one member find: the same answers the gateway gives, with their reasons. */
@Injectable()
export class CatalogService {
  constructor(
    private readonly compiled: CompiledPolicies,
    private readonly catalog: CatalogRepository,
    private readonly people: PeopleService,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The connectors published to the caller, by name. */
  entries(context: RequestContext): Promise<CatalogEntry[]> {
    return this.published(context, (work, connectors) =>
      this.catalog.entries(
        work,
        connectors.map(({ id }) => id),
      ),
    );
  }

  async entry(context: RequestContext, slug: string): Promise<CatalogEntry | undefined> {
    const entries = await this.published(context, (work, connectors) =>
      this.catalog.entries(
        work,
        connectors.filter((connector) => connector.slug === slug).map(({ id }) => id),
      ),
    );
    return entries[0];
  }

  /** Batch of a loader: what each connector has for the caller; nothing where it is not published to them. */
  readonly offeringsBatch = (
    context: RequestContext,
    slugs: readonly string[],
  ): Promise<CatalogOffering[][]> =>
    this.published(context, async (work, connectors, policy, principal) => {
      const bySlug = new Map(connectors.map((connector) => [connector.slug, connector]));
      const shown = slugs.map((slug) => this.shown(policy, principal, bySlug.get(slug)));
      const texts = await this.catalog.approvedTexts(
        work,
        shown.flat().map(({ id }) => id),
      );
      return shown.map((offerings) =>
        offerings.map(({ id, ...offering }) => ({
          ...offering,
          title: texts.get(id)?.title ?? null,
          description: texts.get(id)?.description ?? null,
        })),
      );
    });

  /** Everything the caller may use now, by slug: nobody can put more than that into a token. */
  reach(context: RequestContext): Promise<Map<string, Reach>> {
    return this.published(context, (_, connectors, policy, principal) => {
      const reach = connectors.map(({ id, slug, name }) => {
        const tools = listable(policy, principal, undefined, { connectorSlug: slug, kind: 'tool' });
        return [
          slug,
          { connectorId: id, slug, name, tools: new Set(tools.map((one) => one.offering.name)) },
        ] as const;
      });
      return Promise.resolve(new Map(reach));
    });
  }

  private shown(policy: CompiledPolicy, principal: Principal, connector: CompiledConnector | undefined) {
    if (!connector) return [];
    const offerings = [...connector.offerings.values()].flatMap((named) => [...named.values()]);
    return offerings
      .filter(({ kind, approvedHash }) => kind !== 'instructions' && approvedHash !== null)
      .map((offering) => {
        const { id, kind, name, classification } = offering;
        const request = { principal, connectorSlug: connector.slug, offering, at: this.clock.now() };
        const { effect, reason } = decide(policy, request);
        return { id, kind, name, classification, allowed: effect === 'allow', reason };
      });
  }

  private async published<Result>(
    context: RequestContext,
    use: (
      work: Work,
      connectors: CompiledConnector[],
      policy: CompiledPolicy,
      principal: Principal,
    ) => Promise<Result>,
  ): Promise<Result> {
    const principal: Principal = (await this.people.standing(context, context.actor.id)) ?? {
      memberId: context.actor.id,
      groupIds: new Set(),
      active: false,
    };
    return this.unitOfWork.read(context, async (work) => {
      const policy = await this.compiled.of(work);
      const connectors = [...policy.connectors.values()].filter((one) => isPublishedTo(one, principal));
      return use(work, connectors, policy, principal);
    });
  }
}
