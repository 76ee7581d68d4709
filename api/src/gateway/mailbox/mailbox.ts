import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { systemContext } from '../../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { Keyring } from '../../platform/crypto/keyring.js';
import { objectOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { untilAborted } from '../../platform/mcp/upstream/deadline.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import { Log } from '../../platform/telemetry/log.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { drained, Stopping } from '../pipeline/stopping.js';
import { MailRepository } from './mail.repository.js';

/** What a letter is about, and what it says. */
export interface Letter {
  readonly kind: 'answer' | 'cancel' | 'resume';
  readonly content: JsonObject;
}

/** Reads letters of a kind; what it returns goes back to a sender who asked. */
type Reader = (content: JsonObject, signal: AbortSignal) => Promise<JsonObject | void>;

/** The process that was written to is dead, or does not read. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';
}

interface Working {
  readonly life: AbortController;
  /** Resolves when it was answered. */
  readonly done: Promise<void>;
}

interface Asking {
  readonly organizationId: string;
  readonly heard: () => void;
  readonly answered: (content: JsonObject) => void;
}

const lifetimeMs = 60_000;

/**
 * Letters between gateway processes, for what one of them holds in its memory and another one's client wants.
 *
 * A letter lies in the database, sealed, until it is read or a minute is over; a notification carries names alone. Who
 * asks for an answer hears signs of life until it is there, and gives up soon after they end.
 */
@Injectable()
export class Mailbox implements OnModuleInit, BeforeApplicationShutdown, OnApplicationShutdown {
  /** Names this process while it lives. */
  readonly address = newId();
  readonly #readers = new Map<string, Reader>();
  readonly #asking = new Map<string, Asking>();
  /** Questions of others that are being worked on here. */
  readonly #working = new Map<string, Working>();
  #isAlsoFor: (address: string) => boolean = () => false;
  #stopListening: () => void = () => undefined;

  constructor(
    private readonly mail: MailRepository,
    private readonly keyring: Keyring,
    private readonly notifications: Notifications,
    private readonly log: Log,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {}

  onModuleInit(): void {
    this.#stopListening = this.notifications.subscribe('castellan_gateway_letter', (knock) =>
      this.#hear(knock),
    );
    // What was knocked in between went unheard; whoever waits for a letter looks for it.
    this.notifications.onReconnect(() => {
      for (const { organizationId } of this.#asking.values()) this.#lookFor(organizationId);
    });
  }

  /** Whoever waits for this process gets an answer before it is gone. */
  async beforeApplicationShutdown(): Promise<void> {
    const all = Promise.allSettled([...this.#working.values()].map(({ done }) => done));
    await drained(all, this.limits.drainMs, () => {
      for (const { life } of this.#working.values()) life.abort(new Stopping());
    });
  }

  onApplicationShutdown(): void {
    this.#stopListening();
    for (const { life } of this.#working.values()) life.abort();
  }

  /** Says who reads letters of a kind. */
  on(kind: Letter['kind'], reader: Reader): void {
    this.#readers.set(kind, reader);
  }

  /** Has letters read that are not for this process alone, and stay for others. */
  alsoFor(isFor: (address: string) => boolean): void {
    this.#isAlsoFor = isFor;
  }

  /** Writes to a process, or to whoever knows of an address. Whether it is read, nobody hears. */
  async send(context: RequestContext, address: string, letter: Letter): Promise<void> {
    await this.#post(context, newId(), address, { ...letter });
  }

  /** Writes to a process and waits for its answer; fails with `NobodyThere` when it gives no sign of life. */
  async ask(
    context: RequestContext,
    address: string,
    letter: Letter,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    const { organizationId } = context;
    const id = newId();
    const silence = new AbortController();
    const giveUp = () => silence.abort(new NobodyThere('The process that holds this gives no sign of life.'));
    const timer = setTimeout(giveUp, this.limits.silenceMs);
    // The other process may miss a knock while its connection is made anew.
    const knockAgain = () => this.#knock(['letter', address, id, organizationId]);
    const knocking = setInterval(knockAgain, this.limits.silenceMs / 4);
    const answer = new Promise<JsonObject>((answered) => {
      const heard = () => {
        clearInterval(knocking);
        timer.refresh();
      };
      this.#asking.set(id, { organizationId, heard, answered });
    });
    try {
      await this.#post(context, id, address, { ...letter, from: this.address });
      return await untilAborted(answer, AbortSignal.any([silence.signal, signal]));
    } catch (error) {
      this.#knock(['left', address, id]);
      // Nobody is to act on it any more, however late.
      await this.unitOfWork
        .housekeep(context, (work) => this.mail.take(work, id, address, this.clock.now()))
        .catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
      clearInterval(knocking);
      this.#asking.delete(id);
    }
  }

  async #post(context: RequestContext, id: string, address: string, content: JsonObject): Promise<void> {
    const { organizationId } = context;
    const sealed = this.keyring.seal(
      'gateway-letter',
      [organizationId, id, address],
      JSON.stringify(content),
    );
    const expiresAt = new Date(this.clock.now().getTime() + lifetimeMs);
    const knock = ['letter', address, id, organizationId].join(' ');
    await this.unitOfWork.housekeep(context, (work) => {
      return this.mail.add(work, { id, address, sealed, expiresAt }, knock);
    });
  }

  #hear(knock: string): void {
    const [what, address = '', id = '', organizationId = ''] = knock.split(' ');
    const isOwn = address === this.address;
    if (!isOwn && !this.#isAlsoFor(address)) return;
    if (what === 'alive') this.#asking.get(id)?.heard();
    if (what === 'left') this.#working.get(id)?.life.abort();
    if (what === 'letter') this.#noted(this.#read(organizationId, id, address));
  }

  #lookFor(organizationId: string): void {
    const looked = async (): Promise<void> => {
      const context = systemContext(organizationId, 'gateway');
      const ids = await this.unitOfWork.read(context, (work) => this.mail.waiting(work, this.address));
      for (const id of ids) await this.#read(organizationId, id, this.address);
    };
    this.#noted(looked());
  }

  #noted(read: Promise<void>): void {
    read.catch((error: unknown) => {
      this.log.error({ err: error }, 'a letter of another gateway process could not be read');
    });
  }

  async #read(organizationId: string, id: string, address: string): Promise<void> {
    const context = systemContext(organizationId, 'gateway');
    const now = this.clock.now();
    const sealed = await this.unitOfWork.housekeep(context, (work) =>
      address === this.address
        ? this.mail.take(work, id, address, now)
        : this.mail.read(work, id, address, now),
    );
    if (!sealed) return;
    const text = this.keyring.open('gateway-letter', [organizationId, id, address], sealed);
    const letter = JSON.parse(text) as JsonObject;
    const content = objectOf(letter, 'content') ?? {};
    const answers = textOf(letter, 'answers');
    if (answers !== undefined) {
      const asking = this.#asking.get(answers);
      // Who asked for one organization takes no answer of another's.
      if (asking?.organizationId === organizationId) asking.answered(content);
      return;
    }
    const reader = this.#readers.get(textOf(letter, 'kind') ?? '');
    const from = textOf(letter, 'from');
    if (!reader) return;
    if (from === undefined) return void (await reader(content, AbortSignal.timeout(lifetimeMs)));
    await this.#work(context, id, from, (signal) => reader(content, signal));
  }

  /** Works on what another process asked for, and lets it know all the time that somebody does. */
  async #work(
    context: RequestContext,
    id: string,
    from: string,
    read: (signal: AbortSignal) => Promise<JsonObject | void>,
  ): Promise<void> {
    const life = new AbortController();
    const done = Promise.withResolvers<void>();
    this.#working.set(id, { life, done: done.promise });
    const sayAlive = () => this.#knock(['alive', from, id]);
    sayAlive();
    const timer = setInterval(sayAlive, this.limits.silenceMs / 4);
    try {
      const content = (await read(life.signal)) ?? {};
      await this.#post(context, newId(), from, { answers: id, content });
    } finally {
      clearInterval(timer);
      this.#working.delete(id);
      done.resolve();
    }
  }

  /** One that gets lost is as silence. */
  #knock(names: readonly string[]): void {
    this.mail.knock(names.join(' ')).catch(() => undefined);
  }
}
