import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { isStorable } from '../../kernel/storable-text.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { textOf } from '../../platform/mcp/json/json-value.js';
import { errorCodes, isFailure, type JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import { Outcomes } from '../calls/outcomes.js';
import { Relay } from '../calls/relay.js';
import { Admission } from '../limits/admission.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { offersSubscriptions } from '../offerings/lists.js';
import type { Caller } from '../pipeline/authenticate.js';
import { decideOn, type Decided } from '../pipeline/decide.js';
import { GatewayRefusal, refuseForNow } from '../pipeline/gateway-refusal.js';
import type { Resolved } from '../pipeline/resolve.js';
import { offeringRefused } from '../pipeline/offering-refused.js';
import { successText } from '../pipeline/respond.js';
import type { AddressedTurn, AskedTurn } from '../pipeline/turn.js';
import { notOffered } from '../sessions/conversation.js';
import type { GatewaySession } from '../sessions/gateway-session.js';
import { GatewaySubscriptionsRepository } from './gateway-subscriptions.repository.js';
import { SessionStreams } from './session-streams.js';

/** The longest address of a resource that can be watched, in characters. */
export const longestUri = 4_096;

/**
 * What sessions of older clients have subscribed to.
 *
 * Kept in the database: the request may reach one replica and the session's stream another, which then asks the
 * upstream in a session of its own.
 */
@Injectable()
export class GatewaySubscriptions {
  constructor(
    private readonly subscriptions: GatewaySubscriptionsRepository,
    private readonly relay: Relay,
    private readonly outcomes: Outcomes,
    private readonly streams: SessionStreams,
    private readonly admission: Admission,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  /** Takes back a subscription of something that is not to be found any more; whether there was one. */
  async forget({ caller, asked, trail }: AddressedTurn): Promise<boolean> {
    const { session, request } = asked;
    const uri = textOf(request.params, 'uri');
    if (!session || uri === undefined) return false;
    const wasThere = await this.unitOfWork.housekeep(caller.context, async (work) => {
      const isThere = await this.subscriptions.remove(work, session.id, [uri]);
      if (isThere) {
        await trail.write({
          type: 'gateway.unsubscribed',
          outcome: 'success',
          offering: { kind: 'resource', name: uri.slice(0, 512) },
          details: { gatewaySessionId: session.id, reason: 'asked' },
        });
      }
      return isThere;
    });
    if (wasThere) await this.streams.reload(session.id);
    return wasThere;
  }

  /** Whether this connector's upstream lets its resources be watched. */
  isOffered({ resolved }: AskedTurn): boolean {
    return offersSubscriptions(resolved.served.verdict.capabilities);
  }

  /** The answer where this connector's resources cannot be watched. */
  notOffered({ resolved, asked }: AskedTurn): GatewayRefusal {
    return resolved.aggregated ? notWatchable(resolved) : notOffered(asked.request.method);
  }

  ofSession(caller: Caller, session: GatewaySession): Promise<string[]> {
    return this.unitOfWork.read(caller.context, (work) => this.subscriptions.ofSession(work, session.id));
  }

  /** Ends subscriptions that the policy does not allow any more. */
  async drop(caller: Caller, session: GatewaySession, uris: readonly string[]): Promise<void> {
    await this.unitOfWork.housekeep(caller.context, (work) =>
      this.subscriptions.remove(work, session.id, uris),
    );
  }

  /**
   * `resources/subscribe`: decided as a read of the resource is. Nobody hears of it before it is on record, and what
   * cannot be recorded is not kept.
   */
  async subscribe(turn: AskedTurn, session: GatewaySession): Promise<void> {
    const { caller, asked, trail } = turn;
    const decided = this.#decide(turn);
    if (!decided.definition) throw offeringRefused(decided, asked.era);
    this.#count(turn, decided);
    const uri = this.#uriOf(decided);
    await this.unitOfWork.housekeep(caller.context, async (work) => {
      const others = await this.subscriptions.countOthers(work, caller.tokenId, session.id, uri);
      if (others >= this.limits.subscriptionsPerToken) throw tooMany(this.limits.subscriptionsPerToken);
      await this.subscriptions.add(work, session.id, uri);
      await trail.subscription('gateway.subscribed', decided, { gatewaySessionId: session.id });
    });
    await this.streams.reload(session.id);
    const response = await this.#tellUpstream(turn);
    if (response && isFailure(response)) {
      await this.drop(caller, session, [uri]);
      await this.streams.reload(session.id);
      const code = `error_${response.error.code}`;
      const details = { gatewaySessionId: session.id, reason: 'refused by the server', code };
      await trail.subscription('gateway.unsubscribed', decided, details);
      const { text, status } = this.outcomes.ofAnswer(turn, response);
      return turn.answer.end(text, status);
    }
    turn.answer.end(successText(asked.request.id, '{}'));
  }

  /**
   * `resources/unsubscribe`: a subscription of one's own can always be taken back. The upstream hears of it from
   * whoever may still read the resource, while it has such subscriptions; else the gateway only stops to listen.
   */
  async unsubscribe(turn: AskedTurn, session: GatewaySession): Promise<void> {
    const { caller, asked, trail } = turn;
    const decided = this.#decide(turn);
    this.#count(turn, decided);
    const uri = this.#uriOf(decided);
    const wasThere = await this.unitOfWork.housekeep(caller.context, async (work) => {
      const isThere = await this.subscriptions.remove(work, session.id, [uri]);
      const details = { gatewaySessionId: session.id, reason: 'asked' };
      if (isThere) await trail.subscription('gateway.unsubscribed', decided, details);
      return isThere;
    });
    if (!wasThere && !this.isOffered(turn)) throw this.notOffered(turn);
    if (!wasThere && !decided.definition) throw offeringRefused(decided, asked.era);
    await this.streams.reload(session.id);
    if (!wasThere) await trail.listed(asked);
    else if (decided.definition && this.isOffered(turn)) await this.#tellUpstream(turn);
    turn.answer.end(successText(asked.request.id, '{}'));
  }

  #decide(turn: AskedTurn): Decided {
    turn.decided = decideOn(turn.resolved, turn.caller, turn.asked, this.clock.now());
    return turn.decided;
  }

  /** For what the caller may not know of, only the connector is counted: a limit would tell that it is there. */
  #count({ stay, resolved }: AskedTurn, { definition, offering }: Decided): void {
    this.admission.call(stay, resolved.policy, resolved.connector, definition && offering);
  }

  #uriOf({ question }: Decided): string {
    const { asked } = question;
    if (asked.length <= longestUri && isStorable(asked)) return asked;
    throw new GatewayRefusal('arguments_invalid', 200, {
      code: errorCodes.invalidParams,
      message: `Invalid params: the address is longer than ${longestUri} characters or holds what no address may.`,
    });
  }

  /** A modern upstream has no such request, and one that is down is asked when it can be listened to again. */
  async #tellUpstream(turn: AskedTurn): Promise<JsonRpcResponse | undefined> {
    const { resolved, asked } = turn;
    if (resolved.served.verdict.era === 'modern') return undefined;
    const uri = textOf(asked.request.params, 'uri') ?? '';
    const request = { ...asked.request, params: { uri } };
    return this.relay.exchange(turn, request).catch(() => undefined);
  }
}

/** The answer to whoever wants to watch more than a token may. */
export function tooMany(maximum: number): GatewayRefusal {
  return refuseForNow(
    'too_many_requests',
    429,
    `Too Many Requests: this token waits for updates of ${maximum} resources already. Unsubscribe from some, then try again.`,
  );
}

/** The answer where many connectors are at one address and this one's server never tells of its resources. */
function notWatchable({ connector }: Resolved): GatewayRefusal {
  return new GatewayRefusal('arguments_invalid', 200, {
    code: errorCodes.invalidParams,
    message: `Invalid params: ${connector.name} does not tell of updates of its resources, so this one cannot be watched. Read it when you need it.`,
  });
}
