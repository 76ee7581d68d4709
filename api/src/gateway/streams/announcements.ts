import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { listable } from '../../policies/decide.js';
import { GatewayPolicies } from '../../policies/gateway-policies.js';
import type { CompiledPolicy, OfferingKind } from '../../policies/policy.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import type { JsonRpcNotification } from '../../platform/mcp/jsonrpc.js';
import { TokenAuthenticator } from '../../tokens/token-authenticator.js';
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
  /** Called when who the caller is, or what they may do, may have changed. */
  readonly onChange: (caller: Caller) => Promise<void>;
  readonly send: (notification: JsonRpcNotification) => Promise<void>;
  /** Ends the stream: the caller is not let in any more, or the process stops. */
  readonly end: (why?: 'stopping') => void;
}

interface Open {
  readonly listener: Listener;
  caller: Caller;
  /** Whether it is being told something: a client that does not read must not hold up the others. */
  isBusy: boolean;
  /** Whether the caller is just proving themselves: until they have, they are told nothing. */
  isProving: boolean;
  /** Whether it was ended: it is told nothing any more. */
  hasEnded: boolean;
  /** Something was said about the caller, so that they have to prove themselves anew. */
  isDoubtful: boolean;
  /** When the caller proved themselves with everything. */
  provenAt: number;
  /** When the caller's token was last known to be good. */
  goodAt: number;
  policy: CompiledPolicy | undefined;
  seen: Partial<Record<AnnouncedList, string>> | undefined;
}

const lookEveryMs = 1_000;

/** A stream whose token could not be looked up for this long is not believed any more, nor one that is being proven for as long. */
const trustedForMs = 10_000;

/** Everything about a caller is proven again this often, whoever forgets to say that it changed. */
const provenForMs = 60_000;

/**
 * Tells open streams when a change of policy or of contracts changes what their caller is offered, and ends those
 * whose caller is not let in any more.
 *
 * Whoever holds a stream is proven again when a notification says so, at the latest each minute. Whether tokens are
 * still good is asked each second, with one question for all tokens of an organization, so that a lost notification
 * costs a second and no more.
 */
@Injectable()
export class Announcements implements OnModuleInit, OnApplicationShutdown {
  private readonly open = new Set<Open>();
  /** Organizations whose tokens are just asked for. */
  private readonly asked = new Set<string>();
  private readonly stops: (() => void)[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isLookSoon = false;
  private isStopping = false;

  constructor(
    private readonly policies: GatewayPolicies,
    private readonly tokens: TokenAuthenticator,
    private readonly notifications: Notifications,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.stops.push(
      this.policies.onChange(() => this.#lookSoon()),
      this.notifications.subscribe('castellan_token', (tokenId) =>
        this.#doubt(({ caller }) => caller.tokenId === tokenId),
      ),
      this.notifications.subscribe('castellan_member', (memberId) =>
        this.#doubt(({ caller }) => caller.principal.memberId === memberId),
      ),
    );
    this.notifications.onReconnect(() => this.#doubt(() => true));
  }

  /** Adds a listener, whose caller is proven within a second; returns how to remove it. */
  add(listener: Listener, caller: Caller): () => void {
    const now = this.#now();
    const policy = this.policies.current(listener.organizationSlug);
    const one: Open = {
      listener,
      caller,
      isBusy: false,
      isProving: false,
      hasEnded: false,
      // What happened to the caller while the stream was opened was said to nobody.
      isDoubtful: true,
      provenAt: now,
      goodAt: now,
      policy,
      seen: policy && offeredBy(policy, listener, caller),
    };
    this.open.add(one);
    if (this.isStopping) end(one, 'stopping');
    this.timer ??= setInterval(() => void this.look(), lookEveryMs).unref();
    return () => this.#remove(one);
  }

  onApplicationShutdown(): void {
    for (const stop of this.stops) stop();
    this.endAll();
  }

  /** Ends every stream, and each that is opened from now on: the process stops. */
  endAll(): void {
    this.isStopping = true;
    for (const one of [...this.open]) end(one, 'stopping');
  }

  /**
   * Looks after every stream once. Runs each second while there are any, and when something has changed, whether or not
   * the look before has come to its end: whoever keeps one waiting keeps nobody else waiting.
   */
  async look(): Promise<void> {
    const byOrganization = Map.groupBy(this.open, ({ caller }) => caller.context.organizationId);
    await Promise.all(
      [...byOrganization].map(async ([organizationId, streams]) => {
        if (!this.asked.has(organizationId)) await this.#askForTokens(organizationId, streams);
        await Promise.all(streams.map((one) => this.#lookAt(one)));
      }),
    );
  }

  async #askForTokens(organizationId: string, streams: readonly Open[]): Promise<void> {
    const now = this.#now();
    const ids = [...new Set(streams.map(({ caller }) => caller.tokenId))];
    this.asked.add(organizationId);
    // Without an answer nobody is refused at once; who was not known to be good for too long is.
    const alive = await this.tokens.alive(organizationId, ids).catch(() => undefined);
    this.asked.delete(organizationId);
    for (const one of streams) {
      if (alive?.has(one.caller.tokenId)) one.goodAt = Math.max(one.goodAt, now);
      else if (alive) one.isDoubtful = true;
    }
  }

  async #lookAt(one: Open): Promise<void> {
    if (one.isProving && this.#now() - one.provenAt > trustedForMs) end(one);
    if (one.isProving || one.hasEnded) return;
    try {
      // Also while it is told something: a client that does not read must not keep its stream by that.
      if (this.#mustProve(one)) {
        do await this.#prove(one);
        while (one.isDoubtful && !one.hasEnded);
      }
      if (one.isBusy || one.hasEnded) return;
      one.isBusy = true;
      const policy = this.policies.current(one.listener.organizationSlug);
      if (policy && policy !== one.policy) await this.#follow(one, policy);
      one.isBusy = false;
    } catch {
      end(one);
    }
  }

  #mustProve({ isDoubtful, provenAt, goodAt, caller }: Open): boolean {
    const now = this.#now();
    return (
      isDoubtful ||
      now - goodAt > trustedForMs ||
      now - provenAt > provenForMs ||
      caller.expiresAt.getTime() <= now
    );
  }

  async #prove(one: Open): Promise<void> {
    one.isDoubtful = false;
    // Set before the answer: who is being asked is not asked again by the next look.
    one.provenAt = one.goodAt = this.#now();
    one.isProving = true;
    const caller = await one.listener.revalidate().finally(() => (one.isProving = false));
    if (!caller) return end(one);
    one.caller = caller;
    // Groups may have changed with the caller, and what they allow.
    one.policy = undefined;
  }

  async #follow(one: Open, policy: CompiledPolicy): Promise<void> {
    const { listener, caller, seen: before } = one;
    one.policy = policy;
    one.seen = offeredBy(policy, listener, caller);
    await listener.onChange(caller);
    if (!before) return;
    for (const list of listener.lists) {
      if (before[list] === one.seen[list] || one.hasEnded) continue;
      await listener.send({ jsonrpc: '2.0', method: `notifications/${list}/list_changed` });
    }
  }

  #doubt(isMeant: (one: Open) => boolean): void {
    let isAny = false;
    for (const one of this.open) {
      if (!isMeant(one)) continue;
      one.isDoubtful = isAny = true;
    }
    if (isAny) this.#lookSoon();
  }

  /** Several changes in a row are looked at once. */
  #lookSoon(): void {
    if (this.isLookSoon || this.open.size === 0) return;
    this.isLookSoon = true;
    setImmediate(() => {
      this.isLookSoon = false;
      void this.look();
    });
  }

  #now(): number {
    return this.clock.now().getTime();
  }

  #remove(one: Open): void {
    this.open.delete(one);
    if (this.open.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}

function end(one: Open, why?: 'stopping'): void {
  if (one.hasEnded) return;
  one.hasEnded = true;
  one.listener.end(why);
}

/** What a caller is offered, by list, as a text to compare that is as short for a thousand tools as for one. */
function offeredBy(
  policy: CompiledPolicy,
  { connectorSlug, lists }: Listener,
  { principal, scope }: Caller,
): Partial<Record<AnnouncedList, string>> {
  return Object.fromEntries(
    lists.map((list) => {
      const hash = createHash('sha256');
      for (const kind of kinds[list]) {
        for (const { offering } of listable(policy, principal, scope, { connectorSlug, kind })) {
          hash.update(`${offering.id}:${offering.approvedHash}\n`);
        }
      }
      return [list, hash.digest('base64')];
    }),
  );
}
