import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../kernel/clock.js';
import { AggregatedAddress } from './aggregate/aggregated-address.js';
import type { Caller } from './pipeline/authenticate.js';
import { Calls } from './calls/calls.js';
import { Conversation, notOffered } from './sessions/conversation.js';
import { introduction, listMethods, listPage } from './offerings/lists.js';
import { successText } from './pipeline/respond.js';
import { Streams } from './streams/streams.js';
import { Tasks } from './tasks/tasks.js';
import { isResolved, type AddressedTurn, type AskedTurn } from './pipeline/turn.js';
import { GatewaySubscriptions } from './streams/gateway-subscriptions.js';

/** Sends each request to whoever serves its method. */
@Injectable()
export class Requests {
  constructor(
    private readonly aggregated: AggregatedAddress,
    private readonly calls: Calls,
    private readonly conversation: Conversation,
    private readonly streams: Streams,
    private readonly tasks: Tasks,
    private readonly subscriptions: GatewaySubscriptions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async handle(turn: AddressedTurn, revalidate: () => Promise<Caller | undefined>): Promise<void> {
    if (turn.asked.request.method === 'subscriptions/listen') return this.streams.listen(turn, revalidate);
    const resolved = isResolved(turn) ? turn : await this.aggregated.serve(turn);
    if (resolved) await this.#serve(resolved, revalidate);
  }

  async #serve(turn: AskedTurn, revalidate: () => Promise<Caller | undefined>): Promise<void> {
    const { asked, answer } = turn;
    const { method, id } = asked.request;
    const list = listMethods[method];
    if (list) return this.#list(turn, list);
    switch (method) {
      case 'tools/call':
      case 'resources/read':
      case 'prompts/get':
      case 'completion/complete':
        return this.calls.handle(turn, revalidate);
      case 'tasks/get':
      case 'tasks/update':
      case 'tasks/cancel':
        return this.calls.handle(this.tasks.opened(turn), revalidate);
      case 'initialize':
        return this.conversation.initialize(turn, (asked) =>
          introduction(turn.resolved, turn.caller, asked, this.clock),
        );
      case 'server/discover': {
        const result = introduction(turn.resolved, turn.caller, asked, this.clock);
        turn.timeline.enter('audit_end');
        await turn.trail.listed(asked);
        turn.timeline.enter('respond');
        return answer.end(successText(id, JSON.stringify(result)));
      }
      case 'ping':
        // Says nothing and decides nothing, so it is no event.
        return answer.end(successText(id, '{}'));
      case 'logging/setLevel':
        if (asked.session) return this.conversation.setLogLevel(turn, asked.session);
        throw notOffered(method);
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return this.#subscribe(turn);
      default:
        throw notOffered(method);
    }
  }

  #subscribe(turn: AskedTurn): Promise<void> {
    const { session, request } = turn.asked;
    if (!session) throw notOffered(request.method);
    if (request.method === 'resources/unsubscribe') return this.subscriptions.unsubscribe(turn, session);
    if (!this.subscriptions.isOffered(turn)) throw this.subscriptions.notOffered(turn);
    return this.subscriptions.subscribe(turn, session);
  }

  async #list(turn: AskedTurn, list: (typeof listMethods)[string]): Promise<void> {
    const { asked, answer, resolved, caller, trail, timeline } = turn;
    const { text, count } = listPage(list, resolved, caller, asked);
    timeline.enter('audit_end');
    await trail.listed(asked, { count });
    timeline.enter('respond');
    if (asked.session && answer.prefersStream) answer.open();
    answer.end(successText(asked.request.id, text));
  }
}
