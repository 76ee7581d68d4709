import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { GatewayRefusal, type GatewayRefusalCode } from '../pipeline/gateway-refusal.js';

/** The breaker is open. */
export function connectorDown(name: string, retryInMs: number): GatewayRefusal {
  const seconds = Math.max(1, Math.ceil(retryInMs / 1000));
  const when = seconds === 1 ? 'a second' : `${seconds} seconds`;
  return notMade(
    'connector_down',
    `${name} did not answer the last calls, so this one was not sent to it. It is tried again in ${when}: repeat the call then. If this stays, tell an admin of your organization.`,
    seconds,
  );
}

/** Too many calls are under way. */
export function connectorBusy(name: string): GatewayRefusal {
  return notMade(
    'connector_busy',
    `${name} is at work on as many calls as it is given at once, so this one was not sent to it. Repeat it in a few seconds.`,
    2,
  );
}

function notMade(code: GatewayRefusalCode, message: string, retryAfterSeconds: number): GatewayRefusal {
  return new GatewayRefusal(
    code,
    503,
    { code: errorCodes.serverError, message, data: { retryAfterSeconds } },
    { 'retry-after': String(retryAfterSeconds) },
  );
}
