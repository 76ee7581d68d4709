import { Injectable } from '@nestjs/common';
import { isDatabaseFailure } from '../../platform/database/failure.js';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { Log } from '../../platform/telemetry/log.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { toolAnswer } from '../calls/tool-answer.js';
import { LimitReached } from '../limits/limit-reached.js';
import { LimitRefusals } from '../limits/limit-refusals.js';
import { GatewayRefusal, refuseForNow } from './gateway-refusal.js';
import { auditUnavailable } from './record.js';
import { failureText, toolRefusal } from './respond.js';
import { refusedWhileStopping, Stopping } from './stopping.js';
import type { AddressedTurn, Turn } from './turn.js';

/** Turns whatever ended a request early into its answer, recorded where it is known who asked, else only counted. */
@Injectable()
export class Refusals {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly limitRefusals: LimitRefusals,
  ) {}

  async answer(turn: Turn, error: unknown): Promise<void> {
    const refusal = await this.#recorded(turn, this.#refusalOf(turn, error));
    turn.refusal = refusal;
    turn.timeline.enter('respond');
    if (refusal instanceof LimitReached && isToolCall(turn)) {
      // A client shows an HTTP error to nobody; this one the model reads, in either era, and can wait or say so.
      const text = toolAnswer(turn, toolRefusal(refusal.sentences));
      return turn.answer.end(text, 200, refusal.headers);
    }
    turn.answer.end(failureText(turn.messageId, refusal.error), refusal.status, refusal.headers);
  }

  async #recorded(turn: Turn, refusal: GatewayRefusal): Promise<GatewayRefusal> {
    if (!turn.trail) {
      this.metrics.unauthenticated.inc({ reason: refusal.code });
      return refusal;
    }
    // What cannot be written now cannot say so either.
    if (refusal.code === 'audit_unavailable') return refusal;
    try {
      turn.timeline.enter('audit_end');
      if (refusal instanceof LimitReached) await this.limitRefusals.note(turn, turn.trail, refusal);
      else await turn.trail.refused(refusal.code, turn.method, turn.asked, turn.decided);
      return refusal;
    } catch (error) {
      return error instanceof GatewayRefusal ? error : auditUnavailable();
    }
  }

  #refusalOf(turn: Turn, error: unknown): GatewayRefusal {
    if (error instanceof GatewayRefusal) return error;
    if (error instanceof Stopping) return refusedWhileStopping();
    const { requestId } = turn.arrival;
    this.log.error({ err: error, requestId, method: turn.method.slice(0, 128) }, 'a gateway request failed');
    if (isDatabaseFailure(error)) {
      return refuseForNow(
        'database_unavailable',
        503,
        `Service Unavailable: what this needs of the database cannot be had at the moment. Try again in a few seconds; if it stays, tell your operator the request id ${requestId}.`,
      );
    }
    const message = `Internal error: this is a fault in Castellan. Tell your operator the request id ${requestId}.`;
    return new GatewayRefusal('internal', 500, { code: errorCodes.internalError, message });
  }
}

function isToolCall(turn: Turn): turn is AddressedTurn {
  return turn.asked !== undefined && turn.method === 'tools/call';
}
