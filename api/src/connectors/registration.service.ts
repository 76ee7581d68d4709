import { Inject, Injectable } from '@nestjs/common';
import type { Scan } from '../contracts/scan.js';
import { ScansService } from '../contracts/scans.service.js';
import { checkStaticHeader, type StaticHeader } from '../credentials/credential.js';
import { CredentialsService } from '../credentials/credentials.service.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { PeopleService } from '../people/people.service.js';
import { credentialMissing, ownerUnknown, scanNotUsable } from './connector.errors.js';
import {
  checkName,
  checkPurpose,
  checkSlug,
  checkUrl,
  type Connector,
  type DataClass,
  type Transport,
} from './connector.js';
import { ConnectorsRepository } from './connectors.repository.js';
import { recorded } from './connectors.service.js';

/** A server to be looked at before anything is kept of it. */
export interface ServerAddress {
  readonly url: string;
  readonly transport: Transport;
  readonly header: StaticHeader | null;
}

export interface Registration {
  readonly scanId: string;
  readonly slug: string;
  readonly name: string;
  readonly purpose: string;
  readonly dataClass: DataClass;
  /** The person registering, unless told. */
  readonly ownerId: string | null;
  readonly header: StaticHeader | null;
}

/** From an address to a draft connector: look first, keep afterwards. */
@Injectable()
export class RegistrationService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly connectors: ConnectorsRepository,
    private readonly scans: ScansService,
    private readonly credentials: CredentialsService,
    private readonly people: PeopleService,
  ) {}

  /** Looks at a server. Its credential is used and not kept. */
  look(context: RequestContext, address: ServerAddress): Promise<Scan> {
    const url = checkUrl(address.url);
    const header = address.header ? checkStaticHeader(address.header) : null;
    return this.scans.start(context, {
      connectorId: null,
      authentication: header ? 'static-header' : 'none',
      target: { url, transport: address.transport, headers: header ? { [header.name]: header.value } : {} },
    });
  }

  /** Makes a draft connector of a server that was looked at. Nothing is approved and nobody may use it yet. */
  async register(context: RequestContext, registration: Registration): Promise<Connector> {
    return this.unitOfWork.change(context, async (change) => {
      const scan = await this.scans.findIn(change, registration.scanId);
      if (!scan || scan.requestedBy !== context.actor.id) {
        throw scanNotUsable('There is no such look at a server, or somebody else made it.');
      }
      if (scan.status !== 'succeeded' || !scan.verdict) throw scanNotUsable('The server was not reached.');
      if (scan.connectorId) throw scanNotUsable('This look at a server was registered already.');
      if (scan.authentication === 'static-header' && !registration.header) throw credentialMissing();
      const ownerId = registration.ownerId ?? context.actor.id;
      if (!(await this.people.membersById(change, [ownerId])).has(ownerId)) throw ownerUnknown();

      const now = this.clock.now();
      const connector: Connector = {
        id: newId(),
        slug: checkSlug(registration.slug.trim()),
        name: checkName(registration.name),
        purpose: checkPurpose(registration.purpose),
        dataClass: registration.dataClass,
        ownerId,
        url: scan.url,
        transport: scan.verdict.transport,
        authentication: registration.header ? 'static-header' : 'none',
        state: 'draft',
        stateSince: now,
        verdict: scan.verdict,
        lastScanId: scan.id,
        callTimeoutSeconds: null,
        concurrentCalls: null,
        changeHandling: 'hold',
        changeHandlingSetBy: null,
        changeHandlingSetAt: null,
        createdAt: now,
        version: 1,
      };
      await this.connectors.add(change, connector);
      if (registration.header)
        await this.credentials.set(change, connector.id, connector.url, registration.header);
      const { added } = await this.scans.adopt(change, scan, connector.id);
      change.record({
        type: 'connector.registered',
        outcome: 'success',
        target: { kind: 'connector', id: connector.id, name: connector.name },
        connectorId: connector.id,
        change: { before: null, after: recorded(connector) },
        details: { offerings: added, revision: scan.verdict.revision },
      });
      change.touchPolicy();
      return connector;
    });
  }
}
