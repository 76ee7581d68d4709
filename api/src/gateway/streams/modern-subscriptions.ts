import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { memberOf, objectOf } from '../../platform/mcp/json/json-value.js';
import { errorCodes } from '../../platform/mcp/jsonrpc.js';
import { extensionMissing, hasExtension, tasksExtension } from '../../platform/mcp/revisions/extensions.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { Occupancy } from '../limits/occupancy.js';
import { offersSubscriptions } from '../offerings/lists.js';
import { fromProtocol, GatewayRefusal } from '../pipeline/gateway-refusal.js';
import type { AddressedTurn } from '../pipeline/turn.js';
import { longestHandle, TaskHandles } from '../tasks/task-handles.js';
import { offersTasks } from '../tasks/tasks.js';
import { longestUri } from './gateway-subscriptions.js';
import { ListenedResources } from './listened-resources.js';
import { ListenedTasks } from './listened-tasks.js';
import { Whereabouts } from './whereabouts.js';

/** The resources and tasks that `subscriptions/listen` asks for; they live and end with their stream. */
@Injectable()
export class ModernSubscriptions {
  private readonly resources: Occupancy;
  private readonly tasks: Occupancy;

  constructor(
    private readonly whereabouts: Whereabouts,
    private readonly handles: TaskHandles,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) { subscriptionsPerToken }: GatewayLimits,
  ) {
    this.resources = new Occupancy(subscriptionsPerToken, 'resources it waits for');
    this.tasks = new Occupancy(subscriptionsPerToken, 'tasks it waits for');
  }

  /** What one request asks for. Refuses what cannot be understood, or is more than a token may ask for. */
  of(turn: AddressedTurn): { readonly resources: ListenedResources; readonly tasks: ListenedTasks } {
    const resources = this.#resourcesOf(turn);
    try {
      return { resources, tasks: this.#tasksOf(turn) };
    } catch (error) {
      resources.end();
      throw error;
    }
  }

  #resourcesOf(turn: AddressedTurn): ListenedResources {
    const { resolved, caller } = turn;
    const wanted = wantedOf(turn, 'resourceSubscriptions', longestUri);
    const isOffered = !resolved || offersSubscriptions(resolved.served.verdict.capabilities);
    const uris = isOffered ? (wanted ?? []) : [];
    const leaves = placesFor(uris, this.resources, caller.tokenId);
    // Each is decided on and recorded by itself.
    turn.stay.also(uris.length);
    return new ListenedResources(turn, uris, isOffered && wanted !== undefined, this.whereabouts, leaves);
  }

  /** Only a client that has declared the extension of tasks may ask for any. */
  #tasksOf(turn: AddressedTurn): ListenedTasks {
    const { asked, resolved, caller } = turn;
    const wanted = wantedOf(turn, 'taskIds', longestHandle);
    if (wanted && !hasExtension(asked.clientCapabilities, tasksExtension)) {
      throw fromProtocol(extensionMissing(tasksExtension));
    }
    const isOffered = !resolved || offersTasks(resolved);
    const names = isOffered ? (wanted ?? []) : [];
    const leaves = placesFor(names, this.tasks, caller.tokenId);
    turn.stay.also(names.length);
    const tasks = names.map((name) => this.handles.open(name, caller, this.clock.now()));
    return new ListenedTasks(turn, tasks, isOffered && wanted !== undefined, this.whereabouts, leaves);
  }
}

/** The texts that a listening client names; undefined if it names none of this kind. */
function wantedOf({ asked }: AddressedTurn, member: string, longest: number): readonly string[] | undefined {
  const wanted = memberOf(objectOf(asked.request.params, 'notifications'), member);
  if (wanted === undefined) return undefined;
  const isList =
    Array.isArray(wanted) && wanted.every((each) => typeof each === 'string' && each.length <= longest);
  if (isList) return [...new Set(wanted as string[])];
  throw new GatewayRefusal('arguments_invalid', 200, {
    code: errorCodes.invalidParams,
    message: `Invalid params: notifications.${member} has to be a list of texts of at most ${longest} characters each.`,
  });
}

/** Takes a place for each, or for none. */
function placesFor(wanted: readonly string[], places: Occupancy, tokenId: string): (() => void)[] {
  const leaves: (() => void)[] = [];
  try {
    for (const _each of wanted) leaves.push(places.enter(tokenId));
  } catch (error) {
    for (const leave of leaves) leave();
    throw error;
  }
  return leaves;
}
