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
import type { AskedTurn } from '../pipeline/turn.js';
import { maySendAgain, outcomeOf, wasPatient, type CallOutcome } from './call-outcome.js';
import { CannotGoOn } from '../pipeline/cannot-go-on.js';
import type { Reached } from './reached.js';
import { contradicts, type Ending } from './contradiction.js';
import { connectorBusy, connectorDown } from './refusals.js';
import { countersOf, type OutcomeCounters } from './outcome-counters.js';
import { ServerTime } from './server-time.js';
import { overheard, Unread, type Heard } from './overheard.js';
import { NoSlot } from './slots.js';
import { BreakerOpen, Upstream } from './upstream.js';
import { UPSTREAM_LIMITS, type UpstreamLimits } from './upstream-limits.js';
import { Verdicts } from './verdicts.js';
import { WatchedUpstreams } from './watched-upstreams.js';

/** Where an exchange tells how it goes on. */
export interface Going {
  /** Gives its slot to another call before it ends. */
  leave(): void;
  /** A question of the server's was answered. */
  answered(): void;
}

/** An exchange in the words of the era that the server speaks; its time limit is the connector's unless it has its own. */
export type ExchangeFor = (verdict: EraVerdict, going: Going) => Exchange;

/** Who wants something of an upstream; how the server speaks is kept with it. */
export interface Asking {
  resolved: Reached;
  readonly signal: AbortSignal;
}

interface Manner {
  readonly isRead: boolean;
  readonly isProbe: boolean;
}

/** Carries calls to upstreams, so that one that is slow, broken or gone takes nothing from the others. */
@Injectable()
export class Upstreams {
  private readonly counters: Readonly<Record<'calls' | 'probes', OutcomeCounters>>;

  constructor(
    private readonly client: UpstreamClient,
    private readonly watched: WatchedUpstreams,
    private readonly verdicts: Verdicts,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly gatewayLimits: GatewayLimits,
    @Inject(UPSTREAM_LIMITS) private readonly limits: UpstreamLimits,
    metrics: Metrics,
  ) {
    this.counters = {
      calls: countersOf(metrics.upstreamCalls),
      probes: countersOf(metrics.upstreamProbes),
    };
  }

  /** Refuses a call that would not be made, before anything is done for it. */
  check({ connector }: Reached): void {
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
  exchange(turn: AskedTurn, target: UpstreamTarget, exchangeFor: ExchangeFor): Promise<JsonRpcResponse> {
    const isRead = turn.decided?.offering?.classification === 'read';
    return this.#carry(turn, { isRead, isProbe: false }, target, exchangeFor);
  }

  /** Asks a server something that means nothing, as calls are made; nobody's call, though, and counted apart. */
  probe(asking: Asking, target: UpstreamTarget, exchangeFor: ExchangeFor): Promise<JsonRpcResponse> {
    return this.#carry(asking, { isRead: true, isProbe: true }, target, exchangeFor);
  }

  /** Whether a server may be asked without anybody noticing: nobody is calling it, and its breaker lets calls through. */
  mayProbe(reached: Reached): boolean {
    const upstream = this.#upstreamOf(reached);
    return upstream.slots.isIdle && upstream.mayTry(this.#now());
  }

  /**
   * Hears what an upstream says by itself, and fails with `BreakerOpen` while it is left alone. That a stream opens or
   * does not counts as a call does; how one ends does not, because servers end them as they like.
   */
  listen(reached: Reached, target: UpstreamTarget, listening: Listening): Promise<void> {
    return this.#attempt(this.#upstreamOf(reached), beside, (heard) => {
      const onOpen = () => {
        heard.enough();
        listening.onOpen?.();
      };
      return this.client.listen(target, reached.served.verdict, { ...listening, onOpen });
    });
  }

  /** Asks an upstream something that is nobody's call; fails with `BreakerOpen` while it is left alone. */
  ask(reached: Reached, target: UpstreamTarget, exchange: Exchange): Promise<JsonRpcResponse> {
    return this.#attempt(this.#upstreamOf(reached), beside, () =>
      this.client.exchange(target, reached.served.verdict, exchange),
    );
  }

  /** How the upstream of a turn is spoken to, by what is known now. */
  eraFor(asking: Asking): Era {
    const verdict = this.verdicts.of(asking.resolved);
    speakAs(asking, verdict);
    return verdict.era;
  }

  /** Milliseconds a connector has to answer. */
  callMsOf({ served }: Reached): number {
    return served.callTimeoutSeconds === null ? this.gatewayLimits.callMs : served.callTimeoutSeconds * 1000;
  }

  async #carry(
    asking: Asking,
    manner: Manner,
    target: UpstreamTarget,
    exchangeFor: ExchangeFor,
  ): Promise<JsonRpcResponse> {
    const { connector, served } = asking.resolved;
    const upstream = this.#upstreamOf(asking.resolved);
    try {
      const turnComes = upstream.slots.enter(
        served.concurrentCalls ?? this.limits.concurrentCalls,
        asking.signal,
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
    const limitMs = manner.isProbe ? Infinity : this.callMsOf(asking.resolved);
    try {
      return await this.#attempt(upstream, { isProbe: manner.isProbe, limitMs }, (heard) =>
        this.#send(asking, manner, target, (verdict) => {
          const answered = () => heard.answered();
          return overheard(exchangeFor(verdict, { leave, answered }), heard);
        }),
      );
    } catch (error) {
      if (error instanceof Unread) throw new CannotGoOn('not_read', connector.name);
      throw error instanceof BreakerOpen ? connectorDown(connector.name, error.retryInMs) : error;
    } finally {
      leave();
    }
  }

  #upstreamOf({ policy, connector }: Reached): Upstream {
    return this.watched.of(policy.organizationId, connector.id, this.#now());
  }

  /**
   * Does what the breaker lets through, and tells it how the upstream fared.
   *
   * @param limitMs how long the upstream may take, as far as it is a word about it when somebody gives up before.
   */
  async #attempt<Done>(
    upstream: Upstream,
    { isProbe, limitMs }: { readonly isProbe: boolean; readonly limitMs: number },
    run: (heard: Heard) => Promise<Done>,
  ): Promise<Done> {
    const epoch = upstream.admit(this.#now(), isProbe);
    const time = new ServerTime(performance.now());
    let isSettled = false;
    let unread = 0;
    const settle = (outcome: CallOutcome, code = '') => {
      if (isSettled) return;
      isSettled = true;
      const now = performance.now();
      const { lastSign } = time;
      if (outcome === 'answered' || outcome === 'unusable') upstream.heard(now);
      this.counters[isProbe ? 'probes' : 'calls'][outcome].inc();
      const durationMs = time.spentMs(now);
      upstream.settle(epoch, { outcome, code, durationMs, lastSign, isProbe }, this.#now());
    };
    try {
      const done = await run({
        message: (isQuestion) => {
          const now = performance.now();
          time.heard(now);
          upstream.heard(now);
          if (!isQuestion) return;
          time.asked(now);
          upstream.responded(epoch, this.#now());
        },
        answered: () => time.answered(performance.now()),
        handing: () => {
          unread++;
          time.asked(performance.now());
        },
        handed: () => {
          unread--;
          time.answered(performance.now());
        },
        enough: () => settle('answered'),
      });
      settle('answered');
      return done;
    } catch (error) {
      const code = error instanceof McpUpstreamError ? error.code : 'internal';
      const outcome = outcomeOf(error);
      // While people are waited for, that the time runs out or somebody leaves is not the server's doing.
      if (time.isWithPeople && (outcome === 'timeout' || outcome === 'abandoned')) settle('answered');
      else if (code === 'cancelled' && wasPatient(performance.now() - time.lastSign, limitMs))
        settle('silent', 'silent');
      else settle(outcome, code);
      throw outcome === 'timeout' && unread > 0 ? new Unread({ cause: error }) : error;
    }
  }

  async #send(
    asking: Asking,
    { isRead }: Manner,
    target: UpstreamTarget,
    exchangeFor: (verdict: EraVerdict) => Exchange,
  ): Promise<JsonRpcResponse> {
    const timeoutMs = this.callMsOf(asking.resolved);
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
    const verdict = this.verdicts.of(asking.resolved);
    speakAs(asking, verdict);
    this.verdicts.refresh(asking.resolved, target, verdict);
    const first = await attempt(verdict);
    if (contradicts(verdict, first)) {
      const found = await this.verdicts.doubt(asking.resolved, target, verdict);
      if (!found) return answerOf(first);
      speakAs(asking, found);
      return answerOf(await attempt(found));
    }
    if (!maySendAgain(first.error, isRead)) return answerOf(first);
    await pause(this.limits.retryPauseMs * (0.5 + Math.random()));
    return answerOf(await attempt(verdict));
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}

/** What reaches an upstream beside calls: nobody waits for it, so that its end says nothing. */
const beside = { isProbe: false, limitMs: Infinity };

/** Lets the rest of the call know how its upstream is spoken to. */
function speakAs(asking: Asking, verdict: EraVerdict): void {
  const { served } = asking.resolved;
  if (verdict !== served.verdict) asking.resolved = { ...asking.resolved, served: { ...served, verdict } };
}

function answerOf({ response, error }: Ending): JsonRpcResponse {
  if (response) return response;
  throw error;
}
