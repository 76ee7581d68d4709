import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import type { RequestContext } from '../../kernel/request-context.js';
import { systemContext } from '../../kernel/system-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../../kernel/unit-of-work.js';
import { Keyring } from '../../platform/crypto/keyring.js';
import { memberOf, objectOf, textOf, type JsonObject } from '../../platform/mcp/json/json-value.js';
import { untilAborted } from '../../platform/mcp/upstream/deadline.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import { Log } from '../../platform/telemetry/log.js';
import { GATEWAY_LIMITS, type GatewayLimits } from '../limits/limits.js';
import { drained, Stopping } from '../pipeline/stopping.js';
import { Lookout } from './lookout.js';
import { MailRepository } from './mail.repository.js';
import { untilPosted } from './until-posted.js';

/** What a letter is about, and what it says. */
export interface Letter {
  readonly kind: 'answer' | 'cancel' | 'resume';
  readonly content: JsonObject;
}

/** Says something to a sender who asked and is not answered yet. */
export type Say = (content: JsonObject) => Promise<void>;

/** Reads letters of a kind; what it returns goes back to a sender who asked. */
type Reader = (content: JsonObject, signal: AbortSignal, say: Say) => Promise<JsonObject | void>;

/** What a sender who asks waits with. */
export interface Patience {
  readonly signal: AbortSignal;
  /** Hears what is said before the answer. */
  readonly onSaid?: (content: JsonObject) => void;
}

/** The process that was written to is dead, or does not read. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere';

  /** `isUntaken` is whether the letter certainly was not read, so that nothing came of it. */
  constructor(readonly isUntaken: boolean) {
    super('The process that holds this gives no sign of life.');
  }
}

interface Working {
  readonly life: AbortController;
  /** Resolves when it was answered. */
  readonly done: Promise<void>;
}

interface Asking {
  readonly organizationId: string;
  readonly heard: () => void;
  readonly said: (content: JsonObject) => void;
  readonly answered: (content: JsonObject) => void;
}

const lifetimeMs = 60_000;

/**
 * Letters between gateway processes, for what one of them holds in its memory and another one's client wants.
 *
 * A letter lies in the database, sealed, until it is read or a minute is over; a notification carries names alone, and
 * where letters are waited for, somebody also looks. Who asks for an answer hears signs of life until it is there, and
 * gives up soon after they end.
 */
@Injectable()
export class Mailbox implements OnModuleInit, OnApplicationShutdown {
  /** Names this process while it lives. */
  readonly address = newId();
  readonly #readers = new Map<string, Reader>();
  readonly #asking = new Map<string, Asking>();
  /** Questions of others that are being worked on here. */
  readonly #working = new Map<string, Working>();
  readonly #lookout: Lookout;
  /** Letters that stay for others and were read here, as long as they lie there. */
  readonly #alreadyRead = new Set<string>();
  #stopListening: () => void = () => undefined;

  constructor(
    private readonly mail: MailRepository,
    private readonly keyring: Keyring,
    private readonly notifications: Notifications,
    private readonly log: Log,
    @Inject(UNIT_OF_WORK) private readonly unitOfWork: UnitOfWork,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(GATEWAY_LIMITS) private readonly limits: GatewayLimits,
  ) {
    const look = (organizationId: string, addresses: readonly string[]) =>
      // Looked for again in a moment.
      this.#lookFor(organizationId, addresses).catch((error: unknown) => {
        this.log.info({ err: error }, 'letters cannot be looked for at the moment');
      });
    this.#lookout = new Lookout(look, limits.silenceMs / 4);
  }

  onModuleInit(): void {
    this.#stopListening = this.notifications.subscribe('castellan_gateway_letter', (knock) =>
      this.#hear(knock),
    );
    // What was knocked in between went unheard.
    this.notifications.onReconnect(() => this.#lookout.lookNow());
  }

  /** Whoever waits for this process gets an answer before it is gone. */
  async drain(): Promise<void> {
    const all = Promise.allSettled([...this.#working.values()].map(({ done }) => done));
    await drained(all, this.limits.drainMs, () => {
      for (const { life } of this.#working.values()) life.abort(new Stopping());
    });
  }

  onApplicationShutdown(): void {
    this.#stopListening();
    this.#lookout.end();
    for (const { life } of this.#working.values()) life.abort();
  }

  /** Says who reads letters of a kind. */
  on(kind: Letter['kind'], reader: Reader): void {
    this.#readers.set(kind, reader);
  }

  /**
   * Has letters to an address read from now on until the returned function is called. Those for this process are read
   * in any case, but looked for only then; others stay where they are, for other processes.
   */
  await(organizationId: string, address = this.address): () => void {
    return this.#lookout.await(organizationId, address);
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
    { signal, onSaid = () => undefined }: Patience,
  ): Promise<JsonObject> {
    const { organizationId } = context;
    const id = newId();
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), this.limits.silenceMs);
    // The other process may miss a knock while its connection is made anew.
    const knockAgain = () => this.#knock(['letter', address, id, organizationId]);
    const knocking = setInterval(knockAgain, this.limits.silenceMs / 4);
    const answer = new Promise<JsonObject>((answered) => {
      const heard = () => {
        clearInterval(knocking);
        timer.refresh();
      };
      this.#asking.set(id, { organizationId, heard, said: onSaid, answered });
    });
    const leave = this.await(organizationId);
    try {
      await this.#post(context, id, address, { ...letter, from: this.address });
      return await untilAborted(answer, AbortSignal.any([silence.signal, signal]));
    } catch (error) {
      // Nobody is to act on it any more, however late.
      const isUntaken = await this.#withdraw(context, address, id).catch(() => false);
      throw error === silence.signal.reason ? new NobodyThere(isUntaken) : error;
    } finally {
      clearTimeout(timer);
      clearInterval(knocking);
      leave();
      this.#asking.delete(id);
    }
  }

  /** Takes a letter back; whoever has taken it already is told to leave it. Whether nobody had. */
  async #withdraw(context: RequestContext, address: string, id: string): Promise<boolean> {
    const untaken = await this.unitOfWork.housekeep(context, (work) => {
      return this.mail.take(work, id, address, this.clock.now());
    });
    if (!untaken) await this.#post(context, newId(), address, { leaves: id });
    return untaken !== undefined;
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
    if (!isOwn && !this.#lookout.isAwaited(organizationId, address)) return;
    if (what === 'alive') this.#asking.get(id)?.heard();
    if (what === 'letter') void this.#noted(this.#read(organizationId, id, address));
  }

  async #lookFor(organizationId: string, addresses: readonly string[]): Promise<void> {
    const context = systemContext(organizationId, 'gateway');
    const now = this.clock.now();
    const found = await this.unitOfWork.read(context, (work) => this.mail.waiting(work, addresses, now));
    // Reading may be answering, which takes as long as it takes.
    for (const { id, address } of found) void this.#noted(this.#read(organizationId, id, address));
  }

  async #noted(read: Promise<void>): Promise<void> {
    try {
      await read;
    } catch (error) {
      this.log.error({ err: error }, 'a letter of another gateway process could not be read');
    }
  }

  async #read(organizationId: string, id: string, address: string): Promise<void> {
    const context = systemContext(organizationId, 'gateway');
    const sealed = await this.#opened(context, id, address);
    if (!sealed) return;
    const text = this.keyring.open('gateway-letter', [organizationId, id, address], sealed);
    const letter = JSON.parse(text) as JsonObject;
    const content = objectOf(letter, 'content') ?? {};
    this.#working.get(textOf(letter, 'leaves') ?? '')?.life.abort();
    const asking = this.#asking.get(textOf(letter, 'about') ?? '');
    // Who asked for one organization takes no answer of another's.
    if (asking?.organizationId === organizationId) {
      asking.heard();
      if (memberOf(letter, 'isAnswer') === true) asking.answered(content);
      else asking.said(content);
    }
    const reader = this.#readers.get(textOf(letter, 'kind') ?? '');
    const from = textOf(letter, 'from');
    if (!reader) return;
    if (from !== undefined) return this.#work(context, id, from, reader, content);
    await reader(content, AbortSignal.timeout(lifetimeMs), async () => undefined);
  }

  /** Takes a letter to this process; one that others may have to read as well is read once here, and stays. */
  async #opened(context: RequestContext, id: string, address: string) {
    const now = this.clock.now();
    if (address === this.address) {
      return this.unitOfWork.housekeep(context, (work) => this.mail.take(work, id, address, now));
    }
    if (this.#alreadyRead.has(id)) return undefined;
    this.#alreadyRead.add(id);
    setTimeout(() => this.#alreadyRead.delete(id), lifetimeMs).unref();
    try {
      return await this.unitOfWork.read(context, (work) => this.mail.read(work, id, address, now));
    } catch (error) {
      this.#alreadyRead.delete(id);
      throw error;
    }
  }

  /** Works on what another process asked for, and lets it know all the time that somebody does. */
  async #work(
    context: RequestContext,
    id: string,
    from: string,
    read: Reader,
    asked: JsonObject,
  ): Promise<void> {
    const life = new AbortController();
    const done = Promise.withResolvers<void>();
    this.#working.set(id, { life, done: done.promise });
    // Whoever asked may leave.
    const leave = this.await(context.organizationId);
    const sayAlive = () => this.#knock(['alive', from, id]);
    sayAlive();
    const timer = setInterval(sayAlive, this.limits.silenceMs / 4);
    const post = (letter: JsonObject) => this.#post(context, newId(), from, { about: id, ...letter });
    try {
      const content = (await read(asked, life.signal, (said) => post({ content: said }))) ?? {};
      await untilPosted(() => post({ content, isAnswer: true }), {
        signal: AbortSignal.any([life.signal, AbortSignal.timeout(lifetimeMs)]),
        everyMs: this.limits.silenceMs / 4,
        onFailure: (err) => this.log.info({ err }, 'an answer cannot be posted at the moment'),
      });
    } finally {
      clearInterval(timer);
      leave();
      this.#working.delete(id);
      done.resolve();
    }
  }

  /** One that gets lost is as silence. */
  #knock(names: readonly string[]): void {
    this.mail.knock(names.join(' ')).catch(() => undefined);
  }
}
