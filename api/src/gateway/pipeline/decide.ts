import { memberOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { errorCodes, type JsonRpcError } from '../../platform/mcp/jsonrpc.js';
import type { Era } from '../../platform/mcp/revisions/revisions.js';
import { decide } from '../../policies/decide.js';
import type { CompiledOffering, Decision, OfferingKind } from '../../policies/policy.js';
import type { Caller } from './authenticate.js';
import type { Asked } from './classify.js';
import { GatewayRefusal } from './gateway-refusal.js';
import type { Resolved } from './resolve.js';
import type { ServedDefinition } from '../offerings/served-definition.js';
import { twinsOf } from '../offerings/resource-spelling.js';
import { matchesTemplate } from '../offerings/uri-template.js';

/** What a call is about: the offering that is decided on, under the name the client used. */
export interface Question {
  readonly kind: OfferingKind;
  /** The offering's own name: for a resource read through a template, the template. */
  readonly name: string;
  /** As the client wrote it. */
  readonly asked: string;
}

/** A question with the policy's answer. */
export interface Decided {
  readonly question: Question;
  readonly decision: Decision;
  readonly offering?: CompiledOffering;
  /** The approved contract, where the answer is yes. */
  readonly definition?: ServedDefinition;
}

/** Whether the caller may learn of the refusal; if not, it gets the answer for what does not exist. */
export function isVisible({ decision, definition }: Decided): boolean {
  return decision.visible && (decision.effect === 'deny' || definition !== undefined);
}

/** Asks the policy about a call. It reads the body alone: headers only repeat it. */
export function decideOn(
  resolved: Resolved,
  caller: Caller,
  asked: Pick<Asked, 'request' | 'task'>,
  at: Date,
): Decided {
  const { method, params } = asked.request;
  const calledAs = resolved.aggregated?.calledAs;
  switch (method) {
    case 'tools/call':
      return ask(resolved, caller, at, 'tool', required(params, 'name', method), calledAs);
    case 'prompts/get':
      return ask(resolved, caller, at, 'prompt', required(params, 'name', method), calledAs);
    case 'resources/read':
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return askResource(resolved, caller, at, required(params, 'uri', method));
    case 'completion/complete':
      return askReference(resolved, caller, at, memberOf(params, 'ref'));
    case 'tasks/get':
    case 'tasks/update':
    case 'tasks/cancel':
      // Whoever may not call the tool any more has nothing to do with what it is still doing.
      return ask(resolved, caller, at, 'tool', asked.task?.tool ?? '');
    default:
      throw new Error(`There is nothing to decide about ${method}.`);
  }
}

/** The one answer for what does not exist, is not approved, or is not for this caller. */
export function notThere({ kind, asked }: Question, era: Era): JsonRpcError {
  const name = asked.slice(0, 256);
  switch (kind) {
    case 'tool':
      return { code: errorCodes.invalidParams, message: `Unknown tool: ${name}` };
    case 'prompt':
      return { code: errorCodes.invalidParams, message: `Unknown prompt: ${name}` };
    case 'resource':
    case 'resource_template':
    case 'instructions':
      return {
        code: era === 'modern' ? errorCodes.invalidParams : errorCodes.resourceNotFound,
        message: 'Resource not found',
        data: { uri: name },
      };
  }
}

/** Asks the policy about one offering by its name. */
export function ask(
  resolved: Resolved,
  caller: Caller,
  at: Date,
  kind: OfferingKind,
  name: string,
  asked = name,
): Decided {
  const { policy, connector, served } = resolved;
  const decision = decide(policy, {
    principal: caller.principal,
    token: caller.scope,
    connectorSlug: connector.slug,
    offering: { kind, name },
    at,
  });
  const offering = connector.offerings.get(kind)?.get(name);
  const definition =
    decision.contractHash === undefined ? undefined : served.definitions.get(decision.contractHash);
  return {
    question: { kind, name, asked },
    decision,
    offering,
    ...(decision.effect === 'allow' && definition?.isServable ? { definition } : {}),
  };
}

/**
 * A resource of its own comes first, in every spelling an upstream might take for it: what is blocked by name is not
 * to be had through a template.
 */
export function askResource(resolved: Resolved, caller: Caller, at: Date, uri: string): Decided {
  const { connector } = resolved;
  if (connector.offerings.get('resource')?.has(uri)) return ask(resolved, caller, at, 'resource', uri);
  for (const twin of twinsOf(connector, uri)) {
    const decided = ask(resolved, caller, at, 'resource', twin, uri);
    if (!decided.definition) return decided;
  }
  let seen: Decided | undefined;
  for (const template of resolved.connector.offerings.get('resource_template')?.keys() ?? []) {
    if (!matchesTemplate(template, uri)) continue;
    const decided = ask(resolved, caller, at, 'resource_template', template, uri);
    if (decided.definition) return decided;
    if (!seen || (isVisible(decided) && !isVisible(seen))) seen = decided;
  }
  return seen ?? ask(resolved, caller, at, 'resource', uri);
}

/** Whether a request may change something. Asking about a task does not, whatever its tool does. */
export function changesSomething({ method }: Asked['request'], { offering }: Decided): boolean {
  return offering?.classification !== 'read' && method !== 'tasks/get';
}

function askReference(resolved: Resolved, caller: Caller, at: Date, reference: unknown): Decided {
  const type = textOf(reference, 'type');
  if (type === 'ref/prompt') {
    const name = required(reference, 'name', 'completion/complete');
    return ask(resolved, caller, at, 'prompt', name, resolved.aggregated?.calledAs);
  }
  if (type === 'ref/resource') {
    const uri = required(reference, 'uri', 'completion/complete');
    const isTemplate = resolved.connector.offerings.get('resource_template')?.has(uri) ?? false;
    return isTemplate
      ? ask(resolved, caller, at, 'resource_template', uri)
      : askResource(resolved, caller, at, uri);
  }
  throw invalid('completion/complete needs a ref to a prompt or to a resource.');
}

/** A parameter that has to be a text. */
export function required(params: JsonObject | unknown, name: string, method: string): string {
  const value = textOf(params, name);
  if (value === undefined) throw invalid(`${method} needs the parameter "${name}", a text.`);
  return value;
}

function invalid(message: string): GatewayRefusal {
  return new GatewayRefusal('arguments_invalid', 200, {
    code: errorCodes.invalidParams,
    message: `Invalid params: ${message}`,
  });
}
