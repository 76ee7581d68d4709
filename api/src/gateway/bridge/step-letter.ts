import { textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { McpUpstreamError, type McpUpstreamErrorCode } from '../../platform/mcp/upstream-error.js';
import { stateInvalid } from '../calls/request-state.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { Stopping } from '../pipeline/stopping.js';
import { CannotGoOn, type CannotGoOnCode } from '../pipeline/cannot-go-on.js';
import type { Step } from './parked-call.js';

/** What a step came to, as a letter to another process: the step itself, or why there is none. */
export async function writeStep(take: () => Promise<Step>): Promise<JsonObject> {
  try {
    return { step: await take() };
  } catch (error) {
    if (error instanceof CannotGoOn) return { cannotGoOn: error.code };
    if (error instanceof Stopping) return { stopping: true };
    if (error instanceof GatewayRefusal) return { refused: error.code };
    if (!(error instanceof McpUpstreamError)) throw error;
    const { code, explanation, nextStep } = error;
    return { failed: code, explanation, nextStep };
  }
}

/** Takes the step out of such a letter, or fails as it failed in the other process. */
export function readStep(letter: JsonObject, connectorName: string): Step {
  const cannotGoOn = textOf(letter, 'cannotGoOn');
  // Letters are sealed: only processes of this installation write them.
  if (cannotGoOn !== undefined) throw new CannotGoOn(cannotGoOn as CannotGoOnCode, connectorName);
  if (letter['stopping'] === true) throw new Stopping();
  const failed = textOf(letter, 'failed');
  if (failed !== undefined) {
    const [explanation = '', nextStep = ''] = [textOf(letter, 'explanation'), textOf(letter, 'nextStep')];
    throw new McpUpstreamError(failed as McpUpstreamErrorCode, explanation, nextStep);
  }
  if (!letter['step']) throw stateInvalid();
  return letter['step'] as Step;
}
