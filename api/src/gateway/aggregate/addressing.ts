import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { objectOf, textOf } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import { headerNames, mirroredHeaders } from '../../platform/mcp/revisions/mirrored-headers.js';
import { encodeHeaderValue } from '../../platform/mcp/revisions/header-value.js';
import { decide, isPublishedTo } from '../../policies/decide.js';
import type { CompiledConnector } from '../../policies/policy.js';
import { reaches } from '../pipeline/authenticate.js';
import { ask, decideOn, notThere, required, type Question } from '../pipeline/decide.js';
import { GatewayRefusal } from '../pipeline/gateway-refusal.js';
import { Resolution, type Resolved } from '../pipeline/resolve.js';
import type { AddressedTurn, AskedTurn } from '../pipeline/turn.js';
import { TaskHandles } from '../tasks/task-handles.js';
import { taskUnknown } from '../tasks/tasks.js';
import { isExposable, partsOfExposed } from './exposed-name.js';
import { ResourceOwners } from './resource-owners.js';

/** How a call of a tool came: under the tool's exposed name, or as the arguments of `call_tool`. */
export type Wrapping = 'direct' | 'wrapped';

/**
 * Finds the connector behind what a request at the aggregated address names, in its body, and puts the request as it
 * would have come to that connector's own address. From there on the two are served alike.
 */
@Injectable()
export class Addressing {
  constructor(
    private readonly resolution: Resolution,
    private readonly owners: ResourceOwners,
    private readonly tasks: TaskHandles,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A call of a tool; `request` names it by its exposed name. */
  async tool(turn: AddressedTurn, request: JsonRpcRequest, wrapping: Wrapping): Promise<AskedTurn> {
    const calledAs = required(request.params, 'name', request.method);
    const { resolved, name } = await this.#named(turn, 'tool', calledAs);
    const own = { ...request, params: { ...request.params, name } };
    const { headers } = turn.arrival;
    if (wrapping === 'direct') {
      return addressed(turn, { ...resolved, aggregated: { calledAs } }, own, {
        ...headers,
        [headerNames.name]: encodeHeaderValue(name),
      });
    }
    // Its headers repeat `call_tool`, and were held against that. What they would be for the tool follows from the body.
    const { definition } = ask(resolved, turn.caller, this.clock.now(), 'tool', name);
    return addressed(turn, { ...resolved, aggregated: { calledAs } }, own, {
      ...headers,
      ...mirroredHeaders(own, turn.asked.revision, definition?.inputSchema),
    });
  }

  async prompt(turn: AddressedTurn): Promise<AskedTurn> {
    const { request } = turn.asked;
    const calledAs = required(request.params, 'name', request.method);
    const { resolved, name } = await this.#named(turn, 'prompt', calledAs);
    const own = { ...request, params: { ...request.params, name } };
    return addressed(turn, { ...resolved, aggregated: { calledAs } }, own);
  }

  async resource(turn: AddressedTurn): Promise<AskedTurn> {
    const { request } = turn.asked;
    return this.#owned(turn, required(request.params, 'uri', request.method));
  }

  async completion(turn: AddressedTurn): Promise<AskedTurn> {
    const { request } = turn.asked;
    const reference = objectOf(request.params, 'ref');
    if (textOf(reference, 'type') !== 'ref/prompt') {
      return this.#owned(turn, required(reference, 'uri', request.method));
    }
    const calledAs = required(reference, 'name', request.method);
    const { resolved, name } = await this.#named(turn, 'prompt', calledAs);
    const own = { ...request, params: { ...request.params, ref: { ...reference, name } } };
    return addressed(turn, { ...resolved, aggregated: { calledAs } }, own);
  }

  /** A request about a task: its handle says where it was made. */
  async task(turn: AddressedTurn): Promise<AskedTurn> {
    const { policy, caller, asked } = turn;
    const handle = textOf(asked.request.params, 'taskId') ?? '';
    const task = this.tasks.open(handle, caller, this.clock.now());
    const connector = [...policy.connectors.values()].find(({ id }) => id === task?.connectorId);
    if (!connector) throw taskUnknown();
    try {
      const resolved = await this.resolution.resolve(policy, caller, connector.slug);
      return addressed(turn, { ...resolved, aggregated: {} }, asked.request);
    } catch (error) {
      throw error instanceof GatewayRefusal ? taskUnknown() : error;
    }
  }

  async #named(
    turn: AddressedTurn,
    kind: 'tool' | 'prompt',
    asked: string,
  ): Promise<{ readonly resolved: Resolved; readonly name: string }> {
    const { policy, caller } = turn;
    const parts = partsOfExposed(asked);
    const connector = parts && policy.connectors.get(parts.slug);
    if (!parts || !connector || (kind === 'tool' && !isExposable(parts.slug, parts.name))) {
      throw unknown({ kind, name: asked, asked }, turn);
    }
    const { name } = parts;
    turn.trail = turn.trail.about({ policy, connector });
    const isKnown = isPublishedTo(connector, caller.principal) && reaches(caller.scope, connector);
    if (!isKnown) throw this.#hidden(turn, connector, { kind, name, asked });
    try {
      return { resolved: await this.resolution.resolve(policy, caller, connector.slug), name };
    } catch (error) {
      if (!(error instanceof GatewayRefusal)) throw error;
      const hidden = this.#hidden(turn, connector, { kind, name, asked });
      // Whoever may know of it may know that it is not ready.
      throw turn.decided?.decision.visible ? new GatewayRefusal(error.code, 200, error.error) : hidden;
    }
  }

  /** What this caller may not know of answers like what does not exist, and stands in the trail as what it is. */
  #hidden(turn: AddressedTurn, connector: CompiledConnector, question: Question): GatewayRefusal {
    const { policy, caller } = turn;
    const decision = decide(policy, {
      principal: caller.principal,
      token: caller.scope,
      connectorSlug: connector.slug,
      offering: question,
      at: this.clock.now(),
    });
    turn.decided = { question, decision };
    return unknown(question, turn);
  }

  async #owned(turn: AddressedTurn, uri: string): Promise<AskedTurn> {
    const { policy, caller, asked } = turn;
    const owner = await this.owners.only(policy, caller, uri, (resolved, at) =>
      decideOn(resolved, caller, asked, at),
    );
    if (!owner) throw unknown({ kind: 'resource', name: uri, asked: uri }, turn);
    return addressed(turn, { ...owner.resolved, aggregated: {} }, asked.request);
  }
}

function addressed(
  turn: AddressedTurn,
  resolved: Resolved,
  request: JsonRpcRequest,
  headers = turn.arrival.headers,
): AskedTurn {
  return Object.assign(turn, {
    arrival: { ...turn.arrival, headers },
    resolved,
    trail: turn.trail.about(resolved),
    asked: { ...turn.asked, request },
  });
}

function unknown(question: Question, { asked }: AddressedTurn): GatewayRefusal {
  return new GatewayRefusal('offering_unknown', 200, notThere(question, asked.era));
}
