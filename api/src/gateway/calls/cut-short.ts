import { McpUpstreamError } from '../../platform/mcp/upstream-error.js';
import { changesSomething } from '../pipeline/decide.js';
import { Stopping } from '../pipeline/stopping.js';
import type { AskedTurn } from '../pipeline/turn.js';

/** Whether a call has no answer because this process, or the one that held the call, stops. */
export function isCutShort({ signal }: AskedTurn, error: unknown): boolean {
  if (error instanceof Stopping) return true;
  const isCancelled = error instanceof McpUpstreamError && error.code === 'cancelled';
  return isCancelled && signal.reason instanceof Stopping;
}

/** What the member is told of such a call: above all, whether it may have taken effect. */
export function describeCut({ asked, decided, resolved }: AskedTurn, error: unknown): string {
  const { name } = resolved.connector;
  if (error instanceof McpUpstreamError && error.delivery === 'unsent') {
    return `This Castellan is restarting, and the call had not been sent to ${name}. Try again.`;
  }
  const what = `This Castellan is restarting and did not wait any longer for ${name}`;
  return decided && changesSomething(asked.request, decided)
    ? `${what}; whether the call took effect is not known. Look before you try again.`
    : `${what}. Try again.`;
}
