import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { systemContext } from '../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { LocatorsRepository } from '../platform/database/locators.repository.js';
import { pendingMs } from './cookies.js';
import { PendingSignInsRepository, type PendingSignIn } from './pending-sign-ins.repository.js';

/** What a sign-in sends along, and expects back unchanged. */
export interface Challenge {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** A sign-in that came back, found by its state. */
export interface ReturnedSignIn {
  readonly organizationId: string;
  readonly pending: PendingSignIn;
  /** Whether it came back to the browser it left from. */
  readonly sameBrowser: boolean;
}

/** Remembers sign-ins while the person is at the provider: each under its own state, for one browser, for one use. */
@Injectable()
export class PendingSignIns {
  constructor(
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly locators: LocatorsRepository,
    private readonly rows: PendingSignInsRepository,
  ) {}

  /** Opens a sign-in. */
  async open(
    organizationId: string,
    identityProviderId: string,
    browser: string,
    returnTo: string,
  ): Promise<Challenge> {
    const challenge = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
    const id = newId();
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + pendingMs);
    await this.unitOfWork.housekeep(systemContext(organizationId, 'console'), async (work) => {
      await this.rows.forgetExpired(work, now);
      await this.rows.add(work, {
        id,
        identityProviderId,
        browserHash: hash(browser).toString('hex'),
        codeVerifier: challenge.codeVerifier,
        nonce: challenge.nonce,
        returnTo,
        expiresAt,
      });
      await this.locators.add(work, 'sign_in', challenge.state, id, expiresAt);
    });
    return challenge;
  }

  /** Takes a sign-in away from the list: whatever happens next, its state is used up. */
  async take(state: string, browser: string | undefined): Promise<ReturnedSignIn | undefined> {
    const located = await this.locators.find('sign_in', state, this.clock.now());
    if (!located) return undefined;
    const { organizationId, subjectId } = located;
    const pending = await this.unitOfWork.housekeep(
      systemContext(organizationId, 'console'),
      async (work) => {
        await this.locators.remove(work, 'sign_in', subjectId);
        return this.rows.take(work, subjectId);
      },
    );
    if (!pending) return undefined;
    const sameBrowser =
      browser !== undefined && timingSafeEqual(hash(browser), Buffer.from(pending.browserHash, 'hex'));
    return { organizationId, pending, sameBrowser };
  }
}

function hash(browser: string): Buffer {
  return createHash('sha256').update(browser, 'utf8').digest();
}
