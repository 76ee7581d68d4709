import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Log } from '../../platform/telemetry/log.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import type { Caller } from '../pipeline/authenticate.js';
import type { GatewaySession } from '../sessions/gateway-session.js';
import { LegacyClientSessions } from '../sessions/legacy-sessions.js';

/** A session's stream, as far as changes of the session concern it. */
export interface SessionStream {
  /** Reads anew what the session has subscribed to. */
  readonly load: () => Promise<void>;
  readonly end: () => void;
}

interface Entry extends SessionStream {
  readonly caller: Caller;
}

/**
 * The one stream that each session of an older client has in this process.
 *
 * A message may go out on one stream only. A new stream takes the place of the one before, whose client has most
 * likely lost it. What a session asks of another replica arrives here by notification.
 */
@Injectable()
export class SessionStreams implements OnModuleInit, OnApplicationShutdown {
  private readonly streams = new Map<string, Entry>();
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly sessions: LegacyClientSessions,
    private readonly notifications: Notifications,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.notifications.subscribe('castellan_gateway_session', (id) => this.look(id));
    this.notifications.onReconnect(() => [...this.streams.keys()].forEach((id) => this.look(id)));
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  /** Registers a session's stream; returns how to remove it. */
  enter(session: GatewaySession, caller: Caller, stream: SessionStream): () => void {
    const entry: Entry = { ...stream, caller };
    this.streams.get(session.id)?.end();
    this.streams.set(session.id, entry);
    return () => {
      if (this.streams.get(session.id) === entry) this.streams.delete(session.id);
    };
  }

  /** Follows what a session has just asked for here, without the way through the database. */
  async reload(sessionId: string): Promise<void> {
    await this.streams.get(sessionId)?.load();
  }

  private look(sessionId: string): void {
    const entry = this.streams.get(sessionId);
    if (!entry) return;
    this.lookAt(sessionId, entry).catch((error: unknown) => {
      // What the session wants now is not known: its client opens another stream and is served what is.
      this.log.warn({ err: error }, 'the subscriptions of a session could not be read');
      entry.end();
    });
  }

  private async lookAt(sessionId: string, { caller, load, end }: Entry): Promise<void> {
    if (await this.sessions.exists(caller, sessionId)) await load();
    else end();
  }
}
