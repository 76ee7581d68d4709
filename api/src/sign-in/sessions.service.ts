import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Unauthenticated } from '../access/access.errors.js';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import type { RequestContext } from '../kernel/request-context.js';
import { systemContext } from '../kernel/system-context.js';
import { UNIT_OF_WORK, type Change, type UnitOfWork } from '../kernel/unit-of-work.js';
import { PeopleService } from '../people/people.service.js';
import type { Standing } from '../people/person.js';
import { LocatorsRepository } from '../platform/database/locators.repository.js';
import type { Identity } from './identity.js';
import { absoluteMs, isLive, sessionEndsAt, touchEveryMs, type Session } from './session.js';
import { SessionsRepository, type EndedSession } from './sessions.repository.js';

/** A live session and who it belongs to, as of now. */
export interface SignedInMember {
  readonly organizationId: string;
  readonly session: Session;
  readonly standing: Standing;
}

/** Sessions on the server; the browser holds a random handle and nothing else. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly people: PeopleService,
    private readonly locators: LocatorsRepository,
    private readonly rows: SessionsRepository,
  ) {}

  /** Begins a session inside the sign-in's change and returns its handle, which is stored nowhere. */
  async start(change: Change, memberId: string, identity: Identity): Promise<{ id: string; handle: string }> {
    const now = this.clock.now();
    const id = newId();
    const handle = randomBytes(32).toString('base64url');
    const expiresAt = new Date(now.getTime() + absoluteMs);
    await this.rows.forgetOver(change, now);
    await this.rows.add(change, {
      id,
      memberId,
      providerSession: identity.providerSession,
      idTokenHint: identity.idToken,
      authenticatedAt: identity.authenticatedAt ?? now,
      lastSeenAt: now,
      expiresAt,
    });
    await this.locators.add(change, 'session', handle, id, expiresAt);
    return { id, handle };
  }

  /** Who a handle belongs to, and that the session is in use. Throws when it leads to nobody who may go on. */
  async resume(handle: string): Promise<SignedInMember> {
    const now = this.clock.now();
    const located = await this.locators.find('session', handle, now);
    if (!located) throw new Unauthenticated();
    const { organizationId, subjectId } = located;
    const context = systemContext(organizationId, 'console');
    const found = await this.unitOfWork.read(context, async (work) => {
      const session = await this.rows.find(work, subjectId);
      const standing = session && (await this.people.standingWithin(work, session.memberId));
      return session && standing ? { organizationId, session, standing } : undefined;
    });
    if (!found || !isLive(found.session, now)) throw new Unauthenticated();
    if (!found.standing.active) {
      throw new Unauthenticated(
        'Your account in this organization is disabled.',
        'Ask an admin of your organization to enable it.',
      );
    }
    if (now.getTime() - found.session.lastSeenAt.getTime() >= touchEveryMs) {
      await this.unitOfWork.housekeep(context, (work) => this.rows.touch(work, subjectId, now));
    }
    return found;
  }

  /** When the session of a request ends unless it is used; undefined for requests without one. */
  async endsAt(context: RequestContext): Promise<Date | undefined> {
    const { sessionId } = context;
    if (sessionId === undefined) return undefined;
    const session = await this.unitOfWork.read(context, (work) => this.rows.find(work, sessionId));
    return session && sessionEndsAt({ ...session, lastSeenAt: this.clock.now() });
  }

  /** Ends the session of a handle; undefined when it leads to none, which is as good. */
  async end(
    handle: string,
    reason: 'signed_out' | 'signed_in_again',
    request: Pick<RequestContext, 'requestId' | 'sourceAddress' | 'userAgent'>,
  ): Promise<(EndedSession & { organizationId: string }) | undefined> {
    const located = await this.locators.find('session', handle, this.clock.now());
    if (!located) return undefined;
    const { organizationId, subjectId } = located;
    const system = systemContext(organizationId, 'console');
    const session = await this.unitOfWork.read(system, (work) => this.rows.find(work, subjectId));
    if (!session) return undefined;
    const context: RequestContext = {
      ...system,
      ...request,
      actor: { kind: 'member', id: session.memberId, roles: [] },
      sessionId: session.id,
    };
    return this.unitOfWork.change(context, async (change) => {
      await this.locators.remove(change, 'session', session.id);
      const ended = await this.rows.end(change, session.id);
      change.record({
        type: 'session.ended',
        outcome: 'success',
        target: { kind: 'session', id: session.id },
        details: { reason },
      });
      return ended && { ...ended, organizationId };
    });
  }
}
