import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import type { JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import { cancelled, McpUpstreamError } from '../../platform/mcp/upstream-error.js';
import type { Era } from '../../platform/mcp/revisions/revisions.js';
import type { Listening } from '../../platform/mcp/upstream/listening.js';
import type { EraVerdict, Exchange, UpstreamTarget } from '../../platform/mcp/upstream/target.js';
import { UpstreamClient } from '../../platform/mcp/upstream/upstream-client.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import type { Resolved } from '../pipeline/resolve.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { maySendAgain, outcomeOf, type CallOutcome } from './call-outcome.js';
import { contradicts, type Ending } from './contradiction.js';
import { connectorBusy, connectorDown } from './refusals.js';
import { NoSlot } from './slots.js';
import { BreakerOpen, Upstream } from './upstream.js';
import { UPSTREAM_LIMITS, type UpstreamLimits } from './upstream-limits.js';
import { Verdicts } from './verdicts.js';
import { WatchedUpstreams } from './watched-upstreams.js';

/**
 * An exchange in the words of the era that the server speaks; its time limit is the connector's unless it has its own.
 * `leave` gives its slot to another call before it ends.
 */
export type ExchangeFor = (verdict: EraVerdict, leave: () => void) => Exchange;

/** Carries calls to upstreams, so that one that is slow, broken or gone takes nothing from the others. */
@Injectable()
export class Upstreams {
  /** Found once: looking a counter up by its label costs more than counting. */
  private readonly counters: Readonly<Record<CallOutcome, { inc(): void }>>;

  constructor(
    private readonly client: UpstreamClient,
    private readonly watched: WatchedUpstreams,
    private readonly verdicts: Verdicts,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly gatewayLimits: GatewayLimits,
    @Inject(UPSTREAM_LIMITS) private readonly limits: UpstreamLimits,
    metrics: Metrics,
  ) {
    const counter = (outcome: CallOutcome) => metrics.upstreamCalls.labels({ outcome });
    this.counters = {
      answered: counter('answered'),
      unusable: counter('unusable'),
      failed: counter('failed'),
      timeout: counter('timeout'),
      abandoned: counter('abandoned'),
    };
  }

  /** Refuses a call that would not be made, before anything is done for it. */
  check({ connector }: Resolved): void {
    try {
      this.watched.existing(connector.id)?.check(this.#now());
    } catch (error) {
      throw error instanceof BreakerOpen ? connectorDown(connector.name, error.retryInMs) : error;
    }
  }

  /**
   * The upstream's answer, which may be an error of its own. Fails with an `McpUpstreamError` when there is none, and
   * with a `GatewayRefusal` when the call was not made.
   */
  async exchange(
    turn: AskedTurn,
    target: UpstreamTarget,
    exchangeFor: ExchangeFor,
  ): Promise<JsonRpcResponse> {
    const { connector, served } = turn.resolved;
    const upstream = this.#upstreamOf(turn.resolved);
    try {
      const turnComes = upstream.slots.enter(
        served.concurrentCalls ?? this.limits.concurrentCalls,
        turn.signal,
      );
      if (turnComes) await turnComes;
    } catch (error) {
      if (!(error instanceof NoSlot)) throw cancelled(error).after('unsent');
      upstream.turnedAway(this.#now());
      throw connectorBusy(connector.name);
    }
    let isInside = true;
    const leave = () => {
      if (isInside) upstream.slots.leave();
      isInside = false;
    };
    try {
      // From a question on, time passes with people.
      return await this.#attempt(upstream, (onSign) =>
        this.#send(turn, target, (verdict) => heard(exchangeFor(verdict, leave), onSign)),
      );
    } catch (error) {
      throw error instanceof BreakerOpen ? connectorDown(connector.name, error.retryInMs) : error;
    } finally {
      leave();
    }
  }

  /**
   * Hears what an upstream says by itself, and fails with `BreakerOpen` while it is left alone. That a stream opens or
   * does not counts as a call does; how one ends does not, because servers end them as they like.
   */
  listen(resolved: Resolved, target: UpstreamTarget, listening: Listening): Promise<void> {
    return this.#attempt(this.#upstreamOf(resolved), (onSign) => {
      const onOpen = () => {
        onSign();
        listening.onOpen?.();
      };
      return this.client.listen(target, resolved.served.verdict, { ...listening, onOpen });
    });
  }

  /** Asks an upstream something that is nobody's call; fails with `BreakerOpen` while it is left alone. */
  ask(resolved: Resolved, target: UpstreamTarget, exchange: Exchange): Promise<JsonRpcResponse> {
    return this.#attempt(this.#upstreamOf(resolved), () =>
      this.client.exchange(target, resolved.served.verdict, exchange),
    );
  }

  /** How the upstream of a turn is spoken to, by what is known now. */
  eraFor(turn: AskedTurn): Era {
    const verdict = this.verdicts.of(turn.resolved);
    speakAs(turn, verdict);
    return verdict.era;
  }

  /** Milliseconds a connector has to answer. */
  callMsOf({ served }: Resolved): number {
    return served.callTimeoutSeconds === null ? this.gatewayLimits.callMs : served.callTimeoutSeconds * 1000;
  }

  #upstreamOf({ policy, connector }: Resolved): Upstream {
    return this.watched.of(policy.organizationId, connector.id, this.#now());
  }

  /** Does what the breaker lets through, and tells it how the upstream fared: by the first sign of it, or the end. */
  async #attempt<Done>(upstream: Upstream, run: (onSign: () => void) => Promise<Done>): Promise<Done> {
    const epoch = upstream.admit(this.#now());
    const began = performance.now();
    let isSettled = false;
    const settle = (outcome: CallOutcome, code: string) => {
      if (isSettled) return;
      isSettled = true;
      this.counters[outcome].inc();
      upstream.settle(epoch, outcome, code, performance.now() - began, this.#now());
    };
    try {
      const done = await run(() => settle('answered', ''));
      settle('answered', '');
      return done;
    } catch (error) {
      settle(outcomeOf(error), error instanceof McpUpstreamError ? error.code : 'internal');
      throw error;
    }
  }

  async #send(
    turn: AskedTurn,
    target: UpstreamTarget,
    exchangeFor: (verdict: EraVerdict) => Exchange,
  ): Promise<JsonRpcResponse> {
    const timeoutMs = this.callMsOf(turn.resolved);
    const attempt = async (spoken: EraVerdict): Promise<Ending> => {
      let status: number | undefined;
      const onStatus = (heard: number) => void (status = heard);
      try {
        const exchange = { timeoutMs, ...exchangeFor(spoken), onStatus };
        const response = await this.client.exchange(target, spoken, exchange);
        return { status, response };
      } catch (error) {
        return { status, error };
      }
    };
    const verdict = this.verdicts.of(turn.resolved);
    speakAs(turn, verdict);
    this.verdicts.refresh(turn.resolved, target, verdict);
    const first = await attempt(verdict);
    if (contradicts(verdict, first)) {
      const found = await this.verdicts.doubt(turn.resolved, target, verdict);
      if (!found) return answerOf(first);
      speakAs(turn, found);
      return answerOf(await attempt(found));
    }
    const isRead = turn.decided?.offering?.classification === 'read';
    if (!maySendAgain(first.error, isRead)) return answerOf(first);
    await pause(this.limits.retryPauseMs * (0.5 + Math.random()));
    return answerOf(await attempt(verdict));
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}

/** An exchange that tells when the upstream asks something: it is there, and waits itself. */
function heard(exchange: Exchange, onQuestion: () => void): Exchange {
  const { onMessage } = exchange;
  if (!onMessage) return exchange;
  return {
    ...exchange,
    onMessage: (message) => {
      if (Object.hasOwn(message, 'id')) onQuestion();
      return onMessage(message);
    },
  };
}

/** Lets the rest of the call know how its upstream is spoken to. */
function speakAs(turn: AskedTurn, verdict: EraVerdict): void {
  const { served } = turn.resolved;
  if (verdict !== served.verdict) turn.resolved = { ...turn.resolved, served: { ...served, verdict } };
}

function answerOf({ response, error }: Ending): JsonRpcResponse {
  if (response) return response;
  throw error;
}
