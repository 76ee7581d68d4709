import { Inject, Injectable } from '@nestjs/common';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork, type Work } from '../kernel/unit-of-work.js';
import type { Credential, StaticHeader } from './credential.js';
import { checkStaticHeader } from './credential.js';
import { CredentialsRepository } from './credentials.repository.js';

/** Secrets held for upstream servers: they go in, and come out only in a request to the origin they were saved for. */
@Injectable()
export class CredentialsService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    private readonly credentials: CredentialsRepository,
  ) {}

  /** Sets, replaces or (with null) removes the secret of a connector, as part of a change to it. */
  async set(change: Change, connectorId: string, url: string, header: StaticHeader | null): Promise<void> {
    if (header === null) await this.credentials.remove(change, connectorId);
    else {
      const checked = checkStaticHeader(header);
      await this.credentials.replace(
        change,
        connectorId,
        new URL(url).origin,
        checked,
        change.context.actor.id,
      );
    }
  }

  ofConnectors(work: Work, connectorIds: readonly string[]): Promise<ReadonlyMap<string, Credential>> {
    return this.credentials.ofConnectors(work, connectorIds);
  }

  /** Batch of a loader, by connector id. */
  readonly batch = async (context: RequestContext, connectorIds: readonly string[]) => {
    const found = await this.unitOfWork.read(context, (work) =>
      this.credentials.ofConnectors(work, connectorIds),
    );
    return connectorIds.map((id) => found.get(id));
  };

  /** The headers that open the door of a connector at this address; empty where none is held for its origin. */
  async headersFor(
    context: RequestContext,
    connectorId: string,
    url: string,
  ): Promise<Readonly<Record<string, string>>> {
    const header = await this.unitOfWork.read(context, (work) =>
      this.credentials.headerFor(work, connectorId, new URL(url).origin),
    );
    return header ? { [header.name]: header.value } : {};
  }
}
