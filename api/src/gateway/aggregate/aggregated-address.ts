import { Injectable } from '@nestjs/common';
import { memberOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import type { JsonRpcRequest } from '../../platform/mcp/jsonrpc.js';
import { toModernResult } from '../../platform/mcp/revisions/results.js';
import { listMethods, serverInfoOf, type ListMethod } from '../offerings/lists.js';
import { GatewayRefusal, type GatewayRefusalCode } from '../pipeline/gateway-refusal.js';
import type { Asked } from '../pipeline/classify.js';
import { successText, toolRefusal } from '../pipeline/respond.js';
import type { AddressedTurn, AskedTurn } from '../pipeline/turn.js';
import { Conversation, notOffered } from '../sessions/conversation.js';
import { GatewaySubscriptions } from '../streams/gateway-subscriptions.js';
import { Addressing, type Wrapping } from './addressing.js';
import { AggregatedLists } from './aggregated-lists.js';
import { castellanIntroduction } from './castellan-introduction.js';
import { ownTools } from './own-tools.js';
import { ToolSearch } from './tool-search.js';
import { TellingConnectors } from './telling-connectors.js';

/**
 * The organization's aggregated address: everything a caller may use, over all connectors.
 *
 * It decides nothing and relays nothing of its own. It answers what is about all connectors, and puts everything else
 * as if it had come to the one connector it is about.
 */
@Injectable()
export class AggregatedAddress {
  constructor(
    private readonly addressing: Addressing,
    private readonly lists: AggregatedLists,
    private readonly search: ToolSearch,
    private readonly conversation: Conversation,
    private readonly subscriptions: GatewaySubscriptions,
    private readonly telling: TellingConnectors,
  ) {}

  /** Answers the request, or returns it put to the connector that it is about. */
  async serve(turn: AddressedTurn): Promise<AskedTurn | undefined> {
    const { asked } = turn;
    const { method, params } = asked.request;
    const list = listMethods[method];
    if (list) return this.#list(turn, list);
    switch (method) {
      case 'tools/call':
        return this.#call(turn, textOf(params, 'name'));
      case 'prompts/get':
        return this.addressing.prompt(turn);
      case 'resources/read':
      case 'resources/subscribe':
        return this.addressing.resource(turn);
      case 'resources/unsubscribe':
        return this.#unsubscribe(turn);
      case 'completion/complete':
        return this.addressing.completion(turn);
      case 'tasks/get':
      case 'tasks/update':
      case 'tasks/cancel':
        return this.addressing.task(turn);
      case 'initialize':
        return this.#done(this.conversation.initialize(turn, await this.#introduction(turn)));
      case 'server/discover': {
        const introduce = await this.#introduction(turn);
        await this.#listed(turn);
        return this.#end(turn, introduce(asked));
      }
      case 'ping':
        return this.#end(turn, {});
      case 'logging/setLevel':
        if (asked.session) return this.#done(this.conversation.setLogLevel(turn, asked.session));
        throw notOffered(method);
      default:
        throw notOffered(method);
    }
  }

  async #introduction({ policy, caller }: AddressedTurn): Promise<(spoken: Asked) => JsonObject> {
    const canWatch = await this.telling.canWatch(policy, caller);
    const hasSearch = this.search.isNeeded(policy, caller);
    return (spoken) => castellanIntroduction(spoken, policy, caller, { hasSearch, canWatch });
  }

  /** What was subscribed to can be taken back, also when it is nobody's by now. */
  async #unsubscribe(turn: AddressedTurn): Promise<AskedTurn | undefined> {
    try {
      return await this.addressing.resource(turn);
    } catch (error) {
      if (!(error instanceof GatewayRefusal) || !(await this.subscriptions.forget(turn))) throw error;
      await this.#listed(turn);
      return this.#end(turn, {});
    }
  }

  async #list(turn: AddressedTurn, method: ListMethod): Promise<undefined> {
    const { text, count } = await this.lists.page(turn, method);
    await this.#listed(turn, { count });
    turn.answer.end(successText(turn.asked.request.id, text));
  }

  async #call(turn: AddressedTurn, name: string | undefined): Promise<AskedTurn | undefined> {
    const { request } = turn.asked;
    const own = name === undefined ? undefined : ownTools.get(name);
    if (!own) return this.#tool(turn, request, 'direct');
    const args = memberOf(request.params, 'arguments') ?? {};
    const problem = own.problemWith(args)?.replace(/\.$/, '');
    if (problem !== undefined) {
      return this.#refuse(turn, 'arguments_invalid', [
        `The call was not made: its arguments do not fit ${name}.`,
        `${problem}.`,
        'Correct them and call again.',
      ]);
    }
    if (name === 'find_tools') return this.#told(turn, 'search_busy', () => this.#find(turn, args));
    return this.#tool(turn, unwrapped(request, args), 'wrapped');
  }

  #tool(turn: AddressedTurn, request: JsonRpcRequest, wrapping: Wrapping): Promise<AskedTurn | undefined> {
    return this.#told(turn, 'connector_unready', () => this.addressing.tool(turn, request, wrapping));
  }

  /** Refusals of one kind come as the result of a tool: they are for the model to work around. */
  async #told(
    turn: AddressedTurn,
    code: GatewayRefusalCode,
    serve: () => Promise<AskedTurn | undefined>,
  ): Promise<AskedTurn | undefined> {
    try {
      return await serve();
    } catch (error) {
      if (!(error instanceof GatewayRefusal) || error.code !== code) throw error;
      return this.#refuse(turn, error.code, [error.message]);
    }
  }

  async #find(turn: AddressedTurn, args: unknown): Promise<undefined> {
    const tools = await this.search.find(turn, args);
    await this.#listed(turn, { tool: 'find_tools', count: tools.length });
    const text =
      tools.length === 0
        ? 'No tool that you may use has to do with that. Describe what you want to do in other words.'
        : JSON.stringify({ tools });
    this.#result(turn, { content: [{ type: 'text', text }], structuredContent: { tools } });
  }

  /** Refuses a call in words that a model can pass on. */
  async #refuse(
    turn: AddressedTurn,
    code: GatewayRefusalCode,
    sentences: readonly string[],
  ): Promise<undefined> {
    turn.timeline.enter('audit_end');
    await turn.trail.refused(code, turn.asked.request.method, turn.asked, turn.decided);
    this.#result(turn, toolRefusal(sentences));
  }

  async #listed(turn: AddressedTurn, details: Readonly<Record<string, string | number>> = {}): Promise<void> {
    turn.timeline.enter('audit_end');
    await turn.trail.listed(turn.asked, details);
    turn.timeline.enter('respond');
  }

  #result(turn: AddressedTurn, result: JsonObject): void {
    const { era, request } = turn.asked;
    this.#end(
      turn,
      era === 'modern' ? toModernResult(request.method, result, serverInfoOf(undefined)) : result,
    );
  }

  #end({ answer, asked }: AddressedTurn, result: JsonObject): undefined {
    answer.end(successText(asked.request.id, JSON.stringify(result)));
  }

  async #done(work: Promise<void>): Promise<undefined> {
    await work;
  }
}

/** The call that `call_tool` stands for. What continues a call, and what reports on it, stays as it came. */
function unwrapped(request: JsonRpcRequest, args: unknown): JsonRpcRequest {
  const { name: _name, arguments: _arguments, ...params } = request.params ?? {};
  const inner = memberOf(args, 'arguments');
  return {
    ...request,
    params: {
      ...params,
      name: textOf(args, 'name'),
      ...(inner === undefined ? {} : { arguments: inner }),
    },
  };
}
