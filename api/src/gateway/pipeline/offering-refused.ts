import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import type { Era } from '../../platform/mcp/revisions/revisions.js';
import { isVisible, notThere, type Decided } from './decide.js';
import { GatewayRefusal } from './gateway-refusal.js';

/** What the policy refuses, as an error: with its reason to whoever may know of the thing, else as what is not there. */
export function offeringRefused(decided: Decided, era: Era): GatewayRefusal {
  const { decision, question } = decided;
  if (!isVisible(decided) || decision.effect === 'allow') {
    return new GatewayRefusal('offering_unknown', 200, notThere(question, era));
  }
  return new GatewayRefusal('policy_refused', 200, {
    code: errorCodes.serverError,
    message: `${decision.reason} ${decision.nextStep}`,
  });
}
