import { Inject, Injectable } from '@nestjs/common';
import type { Approval } from '../contracts/offerings.service.js';
import { OfferingsService } from '../contracts/offerings.service.js';
import type { StaticHeader } from '../credentials/credential.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import type { AuditEventType } from '../kernel/audit-event.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import type { Page, PageRequest } from '../kernel/cursor.js';
import { notFound, Refusal, staleVersion } from '../kernel/refusal.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork } from '../kernel/unit-of-work.js';
import { PeopleService } from '../people/people.service.js';
import { contractMoved, mayNotOffer, ownerUnknown } from './connector.errors.js';
import {
  checkCallTimeout,
  checkConcurrentCalls,
  checkName,
  checkPurpose,
  checkUrl,
  transitioned,
  type ChangeHandling,
  type Connector,
  type DataClass,
  type Transition,
  type Transport,
} from './connector.js';
import { ConnectorsRepository, type ConnectorFilter } from './connectors.repository.js';

export interface ConnectorEdit {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly purpose: string;
  readonly dataClass: DataClass;
  readonly ownerId: string;
  readonly url: string;
  readonly transport: Transport;
  /** Unchanged unless told; null is the installation's default. */
  readonly callTimeoutSeconds?: number | null;
  readonly concurrentCalls?: number | null;
}

const transitionEvents: Readonly<Record<Transition, AuditEventType>> = {
  suspend: 'connector.suspended',
  resume: 'connector.resumed',
  retire: 'connector.retired',
};

/** Registered connectors: what is known of them and what state they are in. */
@Injectable()
export class ConnectorsService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly connectors: ConnectorsRepository,
    private readonly offerings: OfferingsService,
    private readonly credentials: CredentialsService,
    private readonly people: PeopleService,
  ) {}

  page(context: RequestContext, filter: ConnectorFilter, request: PageRequest): Promise<Page<Connector>> {
    return this.unitOfWork.read(context, (work) => this.connectors.page(work, filter, request));
  }

  findBySlug(context: RequestContext, slug: string): Promise<Connector | undefined> {
    return this.unitOfWork.read(context, (work) => this.connectors.findBySlug(work, slug));
  }

  /** The connector with this id, or the refusal that a foreign id gets too. */
  async get(context: RequestContext, id: string): Promise<Connector> {
    const connector = await this.unitOfWork.read(context, (work) => this.connectors.find(work, id));
    if (!connector) throw notFound('connector');
    return connector;
  }

  /** Batch of a loader. */
  readonly batch = async (context: RequestContext, ids: readonly string[]) => {
    const found = await this.unitOfWork.read(context, (work) => this.connectors.findMany(work, ids));
    return ids.map((id) => found.get(id));
  };

  /** Decides in advance what becomes of changes that later scans find. */
  async setChangeHandling(
    context: RequestContext,
    id: string,
    version: number,
    handling: ChangeHandling,
  ): Promise<Connector> {
    if (handling === 'offer' && !context.permissions.has('rule.manage')) throw mayNotOffer();
    return this.change(context, id, version, async (_change, before) => ({
      after: {
        ...before,
        changeHandling: handling,
        changeHandlingSetBy: context.actor.id,
        changeHandlingSetAt: this.clock.now(),
      },
      type: 'connector.updated',
    }));
  }

  /** Changes what is known of a connector. Another address needs another credential: none is taken along. */
  async update(context: RequestContext, edit: ConnectorEdit): Promise<Connector> {
    return this.change(context, edit.id, edit.version, async (change, before) => {
      const owners = await this.people.membersById(change, [edit.ownerId]);
      if (!owners.has(edit.ownerId)) throw ownerUnknown();
      const url = checkUrl(edit.url);
      const moved = !sameOrigin(url, before.url);
      if (moved) await this.credentials.set(change, before.id, url, null);
      const after: Connector = {
        ...before,
        name: checkName(edit.name),
        purpose: checkPurpose(edit.purpose),
        dataClass: edit.dataClass,
        ownerId: edit.ownerId,
        url,
        transport: edit.transport,
        ...callSettings(edit),
        ...(moved ? { authentication: 'none' as const } : {}),
        // What is known of the old address says nothing about the new one.
        ...(url === before.url && edit.transport === before.transport
          ? {}
          : { verdict: null, changeHandling: 'hold' as const }),
      };
      return { after, type: 'connector.updated' };
    });
  }

  /** Sets, replaces or (with null) removes the secret that opens the server's door. */
  async setCredential(
    context: RequestContext,
    id: string,
    version: number,
    header: StaticHeader | null,
  ): Promise<Connector> {
    return this.change(context, id, version, async (change, before) => {
      await this.credentials.set(change, before.id, before.url, header);
      const details: Record<string, string> = header
        ? { headerName: header.name, credential: 'replaced' }
        : { credential: 'removed' };
      return {
        after: { ...before, authentication: header ? 'static-header' : 'none' },
        type: 'connector.credential_set',
        details,
      };
    });
  }

  /** Suspends, resumes or retires, with the reason that is recorded. */
  async transition(
    context: RequestContext,
    id: string,
    version: number,
    transition: Transition,
    reason: string,
  ): Promise<Connector> {
    return this.change(context, id, version, async (change, before) => ({
      after: {
        ...before,
        state: transitioned(before, transition, await this.connectors.hasAudience(change, id)),
        stateSince: this.clock.now(),
      },
      type: transitionEvents[transition],
      personal: { reason: reason.trim().slice(0, 500) },
    }));
  }

  /** Pins offerings as the approver read them. */
  async approve(context: RequestContext, id: string, approvals: readonly Approval[]): Promise<Connector> {
    return this.unitOfWork.change(context, async (change) => {
      const connector = await this.connectors.find(change, id);
      if (!connector) throw notFound('connector');
      if (approvals.length === 0) {
        throw new Refusal(
          'nothing_to_approve',
          'No offering was chosen.',
          'Choose what you have read.',
          'approvals',
        );
      }
      await this.offerings.approve(change, id, approvals, contractMoved);
      return connector;
    });
  }

  /** Load, check the version, change, save, record: the order of every change to a connector. */
  private change(
    context: RequestContext,
    id: string,
    version: number,
    act: (
      change: Change,
      before: Connector,
    ) => Promise<{
      after: Connector;
      type: AuditEventType;
      details?: Record<string, string>;
      personal?: Record<string, string>;
    }>,
  ): Promise<Connector> {
    return this.unitOfWork.change(context, async (change) => {
      const before = await this.connectors.find(change, id);
      if (!before) throw notFound('connector');
      if (before.version !== version) throw staleVersion('connector');
      const { after, type, details, personal } = await act(change, before);
      await this.connectors.save(change, after, version);
      change.record({
        type,
        outcome: 'success',
        target: { kind: 'connector', id, name: after.name },
        connectorId: id,
        change: { before: recorded(before), after: recorded(after) },
        ...(details ? { details } : {}),
        ...(personal ? { personal } : {}),
      });
      change.touchPolicy();
      return { ...after, version: version + 1 };
    });
  }
}

/** What of a connector stands in the audit trail. */
export function recorded(connector: Connector): object {
  const { name, purpose, dataClass, ownerId, url, transport, authentication, state } = connector;
  const { changeHandling, callTimeoutSeconds, concurrentCalls } = connector;
  return {
    ...{ name, purpose, dataClass, ownerId, url, transport, authentication, state, changeHandling },
    ...(callTimeoutSeconds === null ? {} : { callTimeoutSeconds }),
    ...(concurrentCalls === null ? {} : { concurrentCalls }),
  };
}

function callSettings({ callTimeoutSeconds, concurrentCalls }: ConnectorEdit): Partial<Connector> {
  return {
    ...(callTimeoutSeconds === undefined ? {} : { callTimeoutSeconds: checkCallTimeout(callTimeoutSeconds) }),
    ...(concurrentCalls === undefined ? {} : { concurrentCalls: checkConcurrentCalls(concurrentCalls) }),
  };
}

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin;
}
