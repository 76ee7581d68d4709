import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { listable } from '../../policies/decide.js';
import { GatewayPolicies } from '../../policies/gateway-policies.js';
import type { CompiledPolicy, OfferingKind } from '../../policies/policy.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import type { Caller } from '../pipeline/authenticate.js';

/** The lists whose changes can be announced, by what they list. */
export type AnnouncedList = 'tools' | 'prompts' | 'resources';

export const announcedLists: readonly AnnouncedList[] = ['tools', 'prompts', 'resources'];

const kinds: Readonly<Record<AnnouncedList, readonly OfferingKind[]>> = {
  tools: ['tool'],
  prompts: ['prompt'],
  resources: ['resource', 'resource_template'],
};

/** Somebody who wants to hear when what they may use changes. */
export interface Listener {
  readonly organizationSlug: string;
  /** Absent for everything the caller is offered. */
  readonly connectorSlug?: string;
  readonly lists: readonly AnnouncedList[];
  /** Proves again that the caller is let in; undefined when it is not any more. */
  readonly revalidate: () => Promise<Caller | undefined>;
  readonly send: (notification: JsonRpcNotification) => Promise<void>;
  /** Ends the stream: the caller is not let in any more, or the process stops. */
  readonly end: () => void;
}

interface Open {
  readonly listener: Listener;
  /** Whether it is being told something: a client that does not read must not hold up the others. */
  isBusy: boolean;
  seen: Partial<Record<AnnouncedList, string>> | undefined;
}

const lookEveryMs = 1_000;

/** Tells open streams when a change of policy or of contracts changes what their caller is offered. */
@Injectable()
export class Announcements implements OnApplicationShutdown {
  private readonly open = new Set<Open>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly policies: GatewayPolicies) {}

  /** Adds a listener; returns how to remove it. */
  add(listener: Listener, caller: Caller): () => void {
    const one: Open = { listener, isBusy: false, seen: this.#offered(listener, caller) };
    this.open.add(one);
    this.timer ??= setInterval(() => void this.look(), lookEveryMs).unref();
    return () => this.#remove(one);
  }

  onApplicationShutdown(): void {
    this.endAll();
  }

  /** Ends every stream. */
  endAll(): void {
    for (const { listener } of [...this.open]) listener.end();
  }

  /** Compares what each listener is offered with what it was offered before. Runs each second while there are any. */
  async look(): Promise<void> {
    await Promise.all(
      [...this.open].map(async (one) => {
        if (one.isBusy) return;
        one.isBusy = true;
        await this.#lookFor(one).catch(() => one.listener.end());
        one.isBusy = false;
      }),
    );
  }

  async #lookFor(one: Open): Promise<void> {
    const { listener } = one;
    const caller = await listener.revalidate();
    if (!caller) return listener.end();
    const offered = this.#offered(listener, caller);
    if (!offered) return;
    const before = one.seen;
    one.seen = offered;
    if (!before) return;
    for (const list of listener.lists) {
      if (before[list] === offered[list]) continue;
      await listener.send({ jsonrpc: '2.0', method: `notifications/${list}/list_changed` });
    }
  }

  /** What a caller is offered now, as text to compare; undefined while the policy is not certain. */
  #offered(listener: Listener, caller: Caller): Open['seen'] {
    const policy = this.policies.current(listener.organizationSlug);
    if (!policy) return undefined;
    return Object.fromEntries(
      listener.lists.map((list) => [list, offeredOf(policy, caller, listener.connectorSlug, kinds[list])]),
    );
  }

  #remove(one: Open): void {
    this.open.delete(one);
    if (this.open.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

function offeredOf(
  policy: CompiledPolicy,
  caller: Caller,
  connectorSlug: string | undefined,
  of: readonly OfferingKind[],
): string {
  return of
    .flatMap((kind) => listable(policy, caller.principal, caller.scope, { connectorSlug, kind }))
    .map(({ offering }) => `${offering.id}:${offering.approvedHash}`)
    .join('\n');
}
