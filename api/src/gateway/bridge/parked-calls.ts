import { Inject, Injectable } from '@nestjs/common';
import { OneAtATime } from '../../kernel/one-at-a-time.js';
import { isJsonObject, memberOf, objectOf } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcNotification, JsonRpcResponse } from '../../platform/mcp/jsonrpc.js';
import { stateInvalid } from '../calls/request-state.js';
import { Outcomes } from '../calls/outcomes.js';
import { isWanted, Relay } from '../calls/relay.js';
import { Log } from '../../platform/telemetry/log.js';
import { GATEWAY_LIMITS, partPerMember, type GatewayLimits } from '../limits/limits.js';
import { Mailbox } from '../mailbox/mailbox.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { Upstreams } from '../upstreams/upstreams.js';
import type { BridgedCall } from './bridged-call.js';
import type { CannotGoOnCode } from '../pipeline/cannot-go-on.js';
import { hearsOf, resumeElsewhere, resumeFor, type Return } from './elsewhere.js';
import { ParkedCall, type Ended, type ParkedOwner, type Step, type Waiter } from './parked-call.js';

/** What the request that made a call leaves behind for it. */
type Began = Pick<BridgedCall, 'isStillAllowed' | 'trail' | 'turn'>;

interface Parked {
  readonly call: ParkedCall;
  readonly began: Began;
  readonly timer: NodeJS.Timeout;
  /** Sees whether it is still allowed; where that takes long, it is not asked for twice. */
  readonly look: OneAtATime;
  /** Ends the wait for letters of whoever comes back to another process. */
  readonly leave: () => void;
}

const lookEveryMs = 1_000;

/**
 * Calls of modern clients to older upstreams.
 *
 * Such an upstream asks on the stream of its one call, which has to stay open; its client is told what is asked by the
 * end of its request, and comes back with another. In between the call is parked, in the process that opened it.
 */
@Injectable()
export class ParkedCalls {
  readonly #parked = new Map<string, Parked>();
  #looking: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(
    private readonly relay: Relay,
    private readonly upstreams: Upstreams,
    private readonly mailbox: Mailbox,
    private readonly outcomes: Outcomes,
    private readonly log: Log,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {
    // Letters are sealed: only processes of this installation write them.
    mailbox.on('resume', (letter, signal, say) => {
      const comeBack = letter as unknown as Return;
      const resume = (waiter: Waiter) => this.#resume(comeBack, waiter);
      return resumeFor(comeBack, resume, { signal, say, everyMs: limits.tellEveryMs });
    });
  }

  /** Nobody can come back to a process that has stopped: what waits ends, and nothing is parked any more. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([...this.#parked.keys()].map((id) => this.#end(id, 'stopping')));
  }

  /** The answer to a call, or the questions it is parked with, as a modern result whose state leads back to it. */
  async exchange(bridged: BridgedCall): Promise<JsonRpcResponse> {
    const { turn, request, trail, inputSchema } = bridged;
    const { requestState, inputResponses, ...params } = request.params ?? {};
    turn.answer.keepAlive(this.limits.keepAliveMs);
    if (requestState !== undefined) return this.#return(bridged, requestState, inputResponses);
    const { name } = turn.resolved.connector;
    const callMs = this.upstreams.callMsOf(turn.resolved);
    const call = new ParkedCall(ownerOf(turn), turn.asked.clientCapabilities, name, this.limits, callMs);
    call.begin(this.relay.exchange(turn, { ...request, params }, trail, inputSchema, call));
    const step = await this.#next(call, bridged, waiterOf(bridged));
    return responseOf(step, bridged, this.mailbox.address);
  }

  /** Goes on with a parked call, in whatever process it is. */
  async #return(bridged: BridgedCall, requestState: unknown, responses: unknown): Promise<JsonRpcResponse> {
    const [holder, call, round] = String(requestState).split('/');
    if (holder === undefined || call === undefined || round === undefined) throw stateInvalid();
    const { turn } = bridged;
    const answers = isJsonObject(responses) ? responses : {};
    const comeBack: Return = { call, round, answers, owner: ownerOf(turn), hears: hearsOf(turn.asked) };
    const waiter = waiterOf(bridged);
    const callMs = this.upstreams.callMsOf(turn.resolved);
    const step =
      holder === this.mailbox.address
        ? await this.#resume(comeBack, waiter)
        : await resumeElsewhere(this.mailbox, { holder, comeBack, callMs }, turn, waiter);
    return responseOf(step, bridged, holder);
  }

  async #resume({ call: id, round, answers, owner }: Return, waiter: Waiter): Promise<Step> {
    const parked = this.#parked.get(id);
    if (!parked || !isSameOwner(parked.call.owner, owner)) throw stateInvalid();
    const { call, began } = parked;
    if (!call.bring(round, answers)) throw stateInvalid();
    // From now on somebody waits for it, and no time to answer or stop is the end of it.
    this.#release(id);
    return this.#next(call, began, waiter);
  }

  async #next(call: ParkedCall, began: Began, waiter: Waiter): Promise<Step> {
    const step = await call.next(waiter);
    if (step.kind === 'asked') this.#park(call, began);
    const found = began.turn.inspection?.details;
    return found ? { ...step, found } : step;
  }

  #park(call: ParkedCall, began: Began): void {
    if (this.#isStopping) throw call.end('stopping');
    if (!this.#hasRoom({ call, began })) throw call.end('too_many_parked');
    const timer = setTimeout(() => void this.#end(call.id, 'answer_timeout'), this.limits.answerMs).unref();
    const leave = this.mailbox.await(call.owner.organizationId);
    const look = new OneAtATime(() => this.#endIfForbidden(call.id, began));
    this.#parked.set(call.id, { call, began, timer, look, leave });
    this.#looking ??= setInterval(
      () => this.#parked.forEach((one) => void one.look.run()),
      lookEveryMs,
    ).unref();
  }

  #hasRoom(added: Pick<Parked, 'call' | 'began'>): boolean {
    const { owner } = added.call;
    const others = [...this.#parked.values()];
    const alike = (name: keyof ParkedOwner) => others.filter(({ call }) => call.owner[name] === owner[name]);
    const held = (beside: readonly Parked[]) => beside.reduce((sum, one) => sum + heldBy(one), heldBy(added));
    return (
      alike('tokenId').length < this.limits.parkedPerToken &&
      alike('memberId').length < this.limits.parkedPerMember &&
      alike('organizationId').length < this.limits.parkedPerOrganization &&
      others.length < this.limits.parkedPerProcess &&
      held(alike('memberId')) <= this.limits.allParkedCharacters * partPerMember &&
      held(others) <= this.limits.allParkedCharacters
    );
  }

  /** Ends what its member may not do any more: nobody has to come back for that. */
  async #endIfForbidden(id: string, { isStillAllowed }: Began): Promise<void> {
    // What cannot be found out now is asked again in a second; whoever comes back is decided on anyway.
    const isAllowed = await isStillAllowed().catch(() => true);
    if (!isAllowed) await this.#end(id, 'not_allowed_any_more');
  }

  /** Ends a call that nobody came back to. There is no answer to hold back: what cannot be recorded is logged. */
  async #end(id: string, code: CannotGoOnCode): Promise<void> {
    const parked = this.#parked.get(id);
    if (!parked) return;
    this.#release(id);
    const { call, began } = parked;
    const { ended } = call;
    if (!ended) call.end(code);
    const { outcome, details } = ended
      ? this.#unfetched(began, ended, code)
      : ({ outcome: 'failure', details: { code } } as const);
    await began.trail.finished(outcome, details).catch((error: unknown) => {
      this.log.error({ err: error, code }, 'the end of a parked call could not be recorded');
    });
  }

  /** What is on record of a call that its upstream brought to an end, and whose client never heard of it. */
  #unfetched({ turn }: Began, ended: Ended, unfetched: CannotGoOnCode) {
    const { outcome, code, text, details } =
      'response' in ended
        ? this.outcomes.ofAnswer(turn, ended.response)
        : this.outcomes.ofFailure(turn, ended.error);
    const facts = { ...details, ...turn.inspection?.details, resultBytes: Buffer.byteLength(text) };
    return { outcome, details: { ...facts, ...(code === undefined ? {} : { code }), unfetched } };
  }

  #release(id: string): void {
    const parked = this.#parked.get(id);
    clearTimeout(parked?.timer);
    parked?.leave();
    this.#parked.delete(id);
    if (this.#parked.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }
}

function ownerOf({ caller, resolved }: AskedTurn): ParkedOwner {
  const { context, principal, tokenId } = caller;
  const { id: connectorId } = resolved.connector;
  return { organizationId: context.organizationId, memberId: principal.memberId, tokenId, connectorId };
}

/** What a call keeps in memory: what it was begun with, and what its upstream asked. */
function heldBy({ call, began }: Pick<Parked, 'call' | 'began'>): number {
  return began.turn.requestBytes + call.held;
}

function isSameOwner(one: ParkedOwner, other: ParkedOwner): boolean {
  return (
    one.organizationId === other.organizationId &&
    one.memberId === other.memberId &&
    one.tokenId === other.tokenId &&
    one.connectorId === other.connectorId
  );
}

/** A request hears of the call's progress under the name it chose itself. */
function waiterOf({ turn, trail }: BridgedCall): Waiter {
  const { asked, answer, signal } = turn;
  const ownToken = memberOf(objectOf(asked.request.params, '_meta'), 'progressToken');
  const notified = async (message: JsonRpcNotification): Promise<void> => {
    if (!isWanted(asked, message)) return;
    const isProgress = message.method === 'notifications/progress';
    if (isProgress && ownToken === undefined) return;
    await trail.started();
    await answer.send(
      isProgress ? { ...message, params: { ...message.params, progressToken: ownToken } } : message,
    );
  };
  return { signal, notified };
}

function responseOf(step: Step, { turn, request }: BridgedCall, holder: string): JsonRpcResponse {
  if (step.found) turn.found = step.found;
  if (step.kind === 'answer') return { ...step.response, id: request.id };
  const { call, inputRequests, round } = step;
  const requestState = [holder, call, round].join('/');
  return {
    jsonrpc: '2.0',
    id: request.id,
    result: { resultType: 'input_required', inputRequests, requestState },
  };
}
