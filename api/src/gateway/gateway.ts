import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { GatewayRecorder } from '../audit/gateway-recorder.js';
import { CONFIGURATION, type Configuration } from '../config/configuration.js';
import type { JsonRpcMessage } from '../platform/mcp/jsonrpc.js';
import { isProtocolRefusal } from '../platform/mcp/revisions/envelope.js';
import { claimsModern, legacyRevisionOf } from '../platform/mcp/revisions/inbound.js';
import { Observation } from './observation/observation.js';
import { adoptTrace } from './observation/trace-carrier.js';
import { headerNames } from '../platform/mcp/revisions/mirrored-headers.js';
import { ParkedCalls } from './bridge/parked-calls.js';
import { Mailbox } from './mailbox/mailbox.js';
import { Announcements } from './streams/announcements.js';
import { Authentication, challenge, type Caller } from './pipeline/authenticate.js';
import { classify, sessionOf } from './pipeline/classify.js';
import { Conversation } from './sessions/conversation.js';
import { fromProtocol, isNo, refuse } from './pipeline/gateway-refusal.js';
import { LegacyClientSessions } from './sessions/legacy-sessions.js';
import { Admission } from './limits/admission.js';
import { GATEWAY_LIMITS, type GatewayLimits } from './limits/limits.js';
import { ProtectedResources } from './pipeline/protected-resource.js';
import { acceptsOf, checkMediaType, Door, readBody, readMessage, type Arrival } from './pipeline/receive.js';
import { Trail } from './pipeline/record.js';
import { Refusals } from './pipeline/refusals.js';
import { Requests } from './requests.js';
import { Resolution } from './pipeline/resolve.js';
import { Answer } from './pipeline/respond.js';
import { Streams } from './streams/streams.js';
import { drained, isWithin, lastWordMs, refusedWhileStopping } from './pipeline/stopping.js';
import { TurnsUnderWay } from './turns-under-way.js';
import type { AdmittedTurn, EnteredTurn, Turn } from './pipeline/turn.js';

/** The data plane: takes each HTTP request through the steps, from the door to the answer. */
@Injectable()
export class Gateway implements BeforeApplicationShutdown {
  readonly resources: ProtectedResources;
  private readonly door: Door;
  private readonly turns: TurnsUnderWay;
  private isStopping = false;
  private onIdle: () => void = () => undefined;

  constructor(
    private readonly authentication: Authentication,
    private readonly resolution: Resolution,
    private readonly sessions: LegacyClientSessions,
    private readonly requests: Requests,
    private readonly conversation: Conversation,
    private readonly streams: Streams,
    private readonly announcements: Announcements,
    private readonly parked: ParkedCalls,
    private readonly mailbox: Mailbox,
    private readonly refusals: Refusals,
    private readonly observation: Observation,
    private readonly recorder: GatewayRecorder,
    private readonly admission: Admission,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
    @Inject(CONFIGURATION) configuration: Configuration,
  ) {
    this.turns = new TurnsUnderWay(limits.heldBytes);
    this.door = new Door(configuration);
    this.resources = new ProtectedResources(configuration);
  }

  /** Serves one request and never fails: whatever happens becomes an answer. */
  async handle(request: IncomingMessage, response: ServerResponse, arrival: Arrival): Promise<void> {
    const turn = this.observation.begin(arrival, new Answer(response, arrival.requestId));
    this.turns.add(turn);
    if (this.isStopping) turn.answer.beLast();
    try {
      await this.#serve(turn, request);
    } catch (error) {
      await this.refusals.answer(turn, turn.stay ? turn.stay.judged(error) : error);
    } finally {
      this.turns.leave(turn, turn.answer.untaken);
      // Until its client has taken the answer it is under way: a stop waits for that too, as long as for a call.
      turn.end(() => {
        this.turns.delete(turn);
        if (this.turns.size === 0) this.onIdle();
      });
      this.observation.end(turn);
    }
  }

  /**
   * Takes nothing new, lets what is under way finish, and ends what does not. All at once: what one waits for, another
   * has to be told meanwhile, and together they take as long as the longest.
   */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await Promise.all([this.#drain(), this.parked.stop(), this.mailbox.drain()]);
  }

  async #drain(): Promise<void> {
    // A connection that is used again and again would never be idle, and the server would never close.
    this.turns.all().forEach(({ answer }) => answer.beLast());
    this.announcements.endAll();
    if (this.turns.size === 0) return;
    const idle = new Promise<void>((resolve) => (this.onIdle = resolve));
    const cutShort = () => this.turns.all().forEach((turn) => turn.cutShort());
    if (await drained(idle, this.limits.drainMs, cutShort)) return;
    // Whoever does not read what they are told must not keep the process from stopping.
    this.turns.all().forEach(({ answer }) => answer.abandon());
    // Nor what still waits for a database that does not answer.
    await isWithin(idle, lastWordMs);
  }

  async #serve(turn: Turn, request: IncomingMessage): Promise<void> {
    this.door.check(request);
    if (this.isStopping) throw refusedWhileStopping();
    turn.timeline.enter('authenticate');
    const caller = await this.#admit(request, turn.arrival);
    turn.caller = caller;
    turn.trail = new Trail(this.recorder, caller, turn.trace);
    const entered = await this.#enter(turn, caller, request.method === 'POST');
    turn.timeline.enter('receive');
    switch (request.method ?? '') {
      case 'POST':
        return this.#post(entered, request, caller);
      case 'GET':
        return this.#get(entered, request, caller);
      case 'DELETE':
        return this.#delete(entered, caller);
      default:
        throw notAllowed('POST, GET, DELETE');
    }
  }

  /** Takes the place of a message before its body is read. */
  async #enter(turn: Turn, caller: Caller, isPost: boolean): Promise<EnteredTurn> {
    const policy = await this.resolution.policyOf(turn.arrival.organizationSlug);
    if (!policy) throw challenge('credential_refused', turn.arrival, this.resources);
    const entered = Object.assign(turn, { stay: this.admission.arrive(caller, policy) });
    // A stream takes a place of its own kind, once it is known what it is about.
    if (isPost) entered.stay.arrive();
    return entered;
  }

  /** Proves the token, and that it is for this very address. */
  async #admit(request: IncomingMessage, arrival: Arrival): Promise<Caller> {
    const caller = await this.authentication.authenticate(request, arrival, this.resources);
    const policy = await this.resolution.policyOf(arrival.organizationSlug);
    await this.authentication.checkAddress(caller, policy, arrival, this.resources);
    return caller;
  }

  async #post(turn: EnteredTurn, request: IncomingMessage, caller: Caller): Promise<void> {
    checkMediaType(request.headers['content-type']);
    const accepts = acceptsOf(request.headers.accept);
    turn.answer.accept(accepts);
    const { hold, signal } = turn;
    const body = await readBody(request, { withinMs: this.limits.bodyMs, hold, signal });
    turn.requestBytes = body.length;
    const message = readMessage(body);
    if (message.kind === 'request') turn.messageId = message.message.id;
    if (message.kind !== 'response') {
      turn.method = message.message.method;
      adoptTrace(turn.trace, message.message.params);
    }
    turn.timeline.enter('decide');
    const resolved = await this.#resolve(turn, caller);
    if (message.kind !== 'request') return this.#accept(resolved, message);
    const asked = await classify(
      turn.arrival.headers,
      message.message,
      caller,
      resolved.resolved?.connector.id ?? null,
      this.sessions,
    );
    const addressed = Object.assign(resolved, { asked });
    resolved.stay.count('request');
    // In the modern era whoever closes the stream cancels; before, it took a notification.
    if (asked.era === 'modern') turn.answer.onGone = turn.cancel;
    await this.requests.handle(addressed, () => this.#revalidate(request, turn.arrival));
  }

  /** A message that wants no answer. */
  async #accept(turn: AdmittedTurn, message: Exclude<JsonRpcMessage, { kind: 'request' }>): Promise<void> {
    const { headers } = turn.arrival;
    const isNotification = message.kind === 'notification';
    // Modern requests are cancelled by closing their stream, and nothing else a client may notify means anything here.
    if (isNotification && claimsModern(headers, message.message)) return turn.answer.close(202);
    turn.stay.count('notify');
    const session = await this.#session(turn);
    if (isNotification) await this.conversation.notified(turn, session, message.message);
    else await this.conversation.answered(turn, session, message.message);
    turn.answer.close(202);
  }

  async #get(turn: EnteredTurn, request: IncomingMessage, caller: Caller): Promise<void> {
    turn.method = 'stream';
    if (claimsModern(turn.arrival.headers, undefined)) throw notAllowed('POST');
    const accepts = acceptsOf(request.headers.accept);
    if (!accepts.stream) {
      throw refuse(
        'not_acceptable',
        406,
        'Not Acceptable: this is an event stream. Accept text/event-stream.',
      );
    }
    turn.answer.accept(accepts);
    const resolved = await this.#resolve(turn, caller);
    resolved.stay.count('notify');
    const session = await this.#session(resolved);
    turn.answer.onGone = turn.cancel;
    const lastEventId = turn.arrival.headers[headerNames.lastEventId];
    const revalidate = () => this.#revalidate(request, turn.arrival);
    if (typeof lastEventId === 'string')
      return this.streams.resume(resolved, session, lastEventId, revalidate);
    await this.streams.get(resolved, session, revalidate);
  }

  async #delete(turn: EnteredTurn, caller: Caller): Promise<void> {
    turn.method = 'goodbye';
    if (claimsModern(turn.arrival.headers, undefined)) throw notAllowed('POST');
    const resolved = await this.#resolve(turn, caller);
    resolved.stay.count('notify');
    await this.conversation.end(resolved, await this.#session(resolved));
  }

  #session({ arrival, caller, resolved }: AdmittedTurn) {
    const revision = legacyRevisionOf(arrival.headers);
    if (isProtocolRefusal(revision)) throw fromProtocol(revision);
    return sessionOf(arrival.headers, caller, resolved?.connector.id ?? null, this.sessions);
  }

  /** Finds the connector, where the address names one. */
  async #resolve(turn: EnteredTurn, caller: Caller): Promise<AdmittedTurn> {
    const { organizationSlug, connectorSlug } = turn.arrival;
    const policy = await this.resolution.policyOf(organizationSlug);
    if (!policy) throw challenge('credential_refused', turn.arrival, this.resources);
    if (connectorSlug === undefined) {
      return Object.assign(turn, {
        caller,
        policy,
        trail: new Trail(this.recorder, caller, turn.trace, { policy }),
      });
    }
    const resolved = await this.resolution.resolve(policy, caller, connectorSlug);
    const trail = new Trail(this.recorder, caller, turn.trace, resolved);
    return Object.assign(turn, { caller, policy, resolved, trail });
  }

  /** Who the caller is now; undefined where they are not let in any more. Fails where that cannot be found out. */
  async #revalidate(request: IncomingMessage, arrival: Arrival): Promise<Caller | undefined> {
    try {
      return await this.#admit(request, arrival);
    } catch (error) {
      if (isNo(error)) return undefined;
      throw error;
    }
  }
}

function notAllowed(allow: string) {
  return refuse('method_not_allowed', 405, `Method Not Allowed: use ${allow}.`, { allow });
}
