import { Inject, Injectable } from '@nestjs/common';
import type { AuditEventDraft } from '../../kernel/audit-event.js';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { memberOf } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import { checkMirroredHeaders } from '../../platform/mcp/revisions/mirrored-headers.js';
import { Bridge } from '../bridge/bridge.js';
import type { BridgedCall } from '../bridge/bridged-call.js';
import { Standing } from '../bridge/standing.js';
import type { Caller } from '../pipeline/authenticate.js';
import { changesSomething, decideOn, type Decided } from '../pipeline/decide.js';
import { fromProtocol, GatewayRefusal, refuseForNow } from '../pipeline/gateway-refusal.js';
import { offeringRefused } from '../pipeline/offering-refused.js';
import type { CallTrail } from '../pipeline/record.js';
import { toolRefusal } from '../pipeline/respond.js';
import type { AskedTurn } from '../pipeline/turn.js';
import { InFlight } from '../sessions/in-flight.js';
import { Admission } from '../limits/admission.js';
import { taskUnknown, withUpstreamTask } from '../tasks/tasks.js';
import { Outcomes, type Outcome } from './outcomes.js';
import { Upstreams } from '../upstreams/upstreams.js';
import { RequestStates, stateInvalid } from './request-state.js';
import { toolAnswer } from './tool-answer.js';

/** Requests that reach the upstream: each is decided, validated, recorded, relayed, recorded again and answered. */
@Injectable()
export class Calls {
  constructor(
    private readonly bridge: Bridge,
    private readonly standing: Standing,
    private readonly inFlight: InFlight,
    private readonly upstreams: Upstreams,
    private readonly outcomes: Outcomes,
    private readonly states: RequestStates,
    private readonly admission: Admission,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async handle(turn: AskedTurn, revalidate: () => Promise<Caller | undefined>): Promise<void> {
    const { resolved, caller, asked } = turn;
    const decided = decideOn(resolved, caller, asked, this.clock.now());
    turn.decided = decided;
    if (!decided.definition) return this.#refuse(turn, decided);
    if (asked.era === 'modern') {
      const { inputSchema } = decided.definition;
      const mismatch = inputSchema && checkMirroredHeaders(turn.arrival.headers, asked.request, inputSchema);
      if (mismatch) throw fromProtocol(mismatch);
    }
    this.admission.call(turn.stay, resolved.policy, resolved.connector, decided.offering);
    const problem = problemWithArguments(asked.request, decided);
    if (problem !== undefined) return this.#refuseArguments(turn, problem);
    const { session, request } = asked;
    const end = session && this.inFlight.begin(caller.context, session.id, request.id, turn.cancel);
    try {
      await this.#perform(turn, decided, () => this.standing.holds(turn, decided, revalidate));
    } finally {
      end?.();
    }
  }

  async #perform(
    turn: AskedTurn,
    decided: Decided,
    isStillAllowed: BridgedCall['isStillAllowed'],
  ): Promise<void> {
    const { asked, answer, resolved, timeline } = turn;
    const request = this.#forwarded(turn);
    this.upstreams.check(resolved);
    const trail = turn.trail.call(asked, decided);
    // Before an upstream may change anything, it is on record that it was told to.
    if (changesSomething(request, decided)) {
      timeline.enter('audit_start');
      await trail.started();
    }
    let outcome: Outcome;
    timeline.enter('upstream');
    try {
      const inputSchema = decided.definition?.inputSchema;
      const response = await this.bridge.exchange({ turn, request, trail, inputSchema, isStillAllowed });
      outcome = this.outcomes.ofAnswer(turn, response);
    } catch (error) {
      if (error instanceof GatewayRefusal) throw error;
      outcome = this.outcomes.ofFailure(turn, error);
    }
    turn.outcome = outcome;
    const { text, status, outcome: ended, code, resultType } = outcome;
    const { era, revision } = turn.resolved.served.verdict;
    const details = {
      ...outcome.details,
      ...turn.inspection?.details,
      ...turn.found,
      // Not as when the call began, if it found the upstream speaking otherwise.
      upstreamEra: era,
      upstreamRevision: revision,
      resultBytes: Buffer.byteLength(text),
      ...(code === undefined ? {} : { code }),
      ...(resultType === undefined ? {} : { resultType }),
    };
    timeline.enter('audit_end');
    await this.#finish(trail, ended, details, resolved.connector.name);
    timeline.enter('respond');
    // A cancelled request gets no response; there is only the stream to end.
    if (code === 'cancelled' && asked.era === 'legacy' && answer.canStream) {
      answer.open();
      answer.close(200);
    } else answer.end(text, status);
  }

  async #finish(
    trail: CallTrail,
    outcome: 'success' | 'failure',
    details: NonNullable<AuditEventDraft['details']>,
    connectorName: string,
  ): Promise<void> {
    try {
      await trail.finished(outcome, details);
    } catch (error) {
      if (!(error instanceof GatewayRefusal) || !trail.hasStarted) throw error;
      throw refuseForNow(
        'audit_unavailable',
        503,
        `The call reached ${connectorName}, but its outcome could not be recorded, so it is withheld. Look at what the call changed before you repeat it.`,
      );
    }
  }

  /** What the client sent, with the upstream's own state put back in where a call is continued. */
  #forwarded(turn: AskedTurn): JsonRpcRequest {
    const { era, task } = turn.asked;
    const request = withUpstreamTask(turn.asked.request, task);
    const state = memberOf(request.params, 'requestState');
    const isContinued = state !== undefined;
    const asksForTask = memberOf(request.params, 'task') !== undefined;
    if (!isContinued && !asksForTask) return request;
    // Tasks of the older kind are not offered; a result that nobody could fetch would be lost.
    const { task: _legacyTask, ...params } = request.params ?? {};
    if (!isContinued) return { ...request, params };
    // Only what was sealed here is passed on: an older client was never given any, and a state is always a text.
    if (era === 'legacy' || typeof state !== 'string') throw stateInvalid();
    const { connector } = turn.resolved;
    const requestState = this.states.open(state, turn.caller, connector.id, request, this.clock.now());
    return { ...request, params: { ...params, requestState } };
  }

  /** What the policy refuses: said with its reason to whoever may know of the thing, else as for what does not exist. */
  async #refuse(turn: AskedTurn, decided: Decided): Promise<void> {
    const { asked, answer, trail } = turn;
    const refused = offeringRefused(decided, asked.era);
    if (refused.code === 'offering_unknown' && asked.task) throw taskUnknown();
    if (refused.code !== 'policy_refused' || asked.request.method !== 'tools/call') throw refused;
    turn.timeline.enter('audit_end');
    await trail.refused('policy_refused', asked.request.method, asked, decided);
    answer.end(toolAnswer(turn, toolRefusal([refused.message])));
  }

  async #refuseArguments(turn: AskedTurn, problem: string): Promise<void> {
    const { asked, decided, answer, trail } = turn;
    turn.timeline.enter('audit_end');
    await trail.refused('arguments_invalid', asked.request.method, asked, decided);
    const sentences = [
      'The call was not made: its arguments do not fit the approved definition of the tool.',
      `${problem}.`,
      'Correct them and call again.',
    ];
    answer.end(toolAnswer(turn, toolRefusal(sentences)));
  }
}

/** Whether a tool's arguments fit what was approved. Nothing else has a schema to be held against. */
function problemWithArguments(
  { method, params }: JsonRpcRequest,
  { definition }: Decided,
): string | undefined {
  if (method !== 'tools/call') return undefined;
  return definition?.problemWith(memberOf(params, 'arguments') ?? {})?.replace(/\.$/, '');
}
