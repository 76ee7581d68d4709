import { Injectable } from '@nestjs/common';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { Log } from '../../platform/telemetry/log.js';
import { Metrics } from '../../platform/telemetry/metrics.js';
import { GatewayRefusal } from './gateway-refusal.js';
import { auditUnavailable } from './record.js';
import { failureText } from './respond.js';
import type { Turn } from './turn.js';

const countedMethods: ReadonlySet<string> = new Set([
  'completion/complete',
  'goodbye',
  'initialize',
  'logging/setLevel',
  'ping',
  'prompts/get',
  'prompts/list',
  'resources/list',
  'resources/read',
  'resources/templates/list',
  'server/discover',
  'stream',
  'subscriptions/listen',
  'tasks/cancel',
  'tasks/get',
  'tasks/update',
  'tools/call',
  'tools/list',
]);

/** Turns whatever ended a request early into its answer, recorded where it is known who asked, else only counted. */
@Injectable()
export class Refusals {
  constructor(
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  /** Measures a turn; the returned function says that it is over. */
  watch(turn: Turn): () => void {
    const began = performance.now();
    return () => {
      // A label from outside would make a time series of every typing error.
      const method = countedMethods.has(turn.method) ? turn.method : 'other';
      const effect = turn.refusal ? 'deny' : (turn.decided?.decision.effect ?? 'allow');
      this.metrics.gatewayRequests.inc({ method, effect, outcome: turn.refusal?.code ?? 'answered' });
      if (turn.method !== 'stream' && turn.method !== 'subscriptions/listen') {
        this.metrics.gatewaySeconds.observe({ method }, (performance.now() - began) / 1000);
      }
    };
  }

  async answer(turn: Turn, error: unknown): Promise<void> {
    const refusal = await this.#recorded(turn, this.#refusalOf(turn, error));
    turn.refusal = refusal;
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
      await turn.trail.refused(refusal.code, turn.method, turn.asked, turn.decided);
      return refusal;
    } catch (error) {
      return error instanceof GatewayRefusal ? error : auditUnavailable();
    }
  }

  #refusalOf(turn: Turn, error: unknown): GatewayRefusal {
    if (error instanceof GatewayRefusal) return error;
    const { requestId } = turn.arrival;
    this.log.error({ err: error, requestId, method: turn.method.slice(0, 128) }, 'a gateway request failed');
    const message = `Internal error: this is a fault in Castellan. Tell your operator the request id ${requestId}.`;
    return new GatewayRefusal('internal', 500, { code: errorCodes.internalError, message });
  }
}
