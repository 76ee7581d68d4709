import { McpUpstreamError } from '../../platform/mcp/upstream-error.js';
import { changesSomething } from '../pipeline/decide.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { Stopping } from '../pipeline/stopping.js';
import type { AskedTurn } from '../pipeline/turn.js';

/** Whether a call has no answer because this process, or the one that held the call, stops. */
export function isCutShort({ signal }: AskedTurn, error: unknown): boolean {
  if (error instanceof Stopping) return true;
  const isCancelled = error instanceof McpUpstreamError && error.code === 'cancelled';
  return isCancelled && signal.reason instanceof Stopping;
}

/** Why the answer of a call was not read to its end, if there was no room for it. */
export function roomRefusal({ signal }: AskedTurn, error: unknown): GatewayRefusal | undefined {
  const isCancelled = error instanceof McpUpstreamError && error.code === 'cancelled';
  return isCancelled && signal.reason instanceof GatewayRefusal ? signal.reason : undefined;
}

/** What the member is told of a call whose answer found no room. */
export function describeNoRoom({ asked, decided, resolved }: AskedTurn, refusal: GatewayRefusal): string {
  const what = `The answer of ${resolved.connector.name} was not read to its end. ${refusal.message}`;
  return decided && changesSomething(asked.request, decided)
    ? `${what} The call may have taken effect: look before you try again.`
    : what;
}

/** What the member is told of a call that was cut short: above all, whether it may have taken effect. */
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
