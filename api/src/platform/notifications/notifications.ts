import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../config/configuration.js';
import { ListeningConnection } from '../database/listening-connection.js';

/** What processes tell one another. The payload is always an identifier, never data. */
export type Channel =
  | 'castellan_policy'
  | 'castellan_token'
  | 'castellan_member'
  | 'castellan_gateway_session'
  | 'castellan_gateway_letter'
  | 'castellan_rescan';

const channels: readonly Channel[] = [
  'castellan_policy',
  'castellan_token',
  'castellan_member',
  'castellan_gateway_session',
  'castellan_gateway_letter',
  'castellan_rescan',
];

const reconnectDelayMs = 500;

/**
 * LISTEN on one connection for the whole process.
 *
 * Notifications can be lost while the connection is down: whoever relies on one also polls, and `onReconnect` tells
 * listeners to look again at everything.
 */
@Injectable()
export class Notifications implements OnModuleInit, OnApplicationShutdown {
  private readonly handlers = new Map<Channel, Set<(payload: string) => void>>();
  private readonly reconnectHandlers = new Set<() => void>();
  private connection: ListeningConnection | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  /** Calls back for each notification on a channel. Returns how to stop. */
  subscribe(channel: Channel, handler: (payload: string) => void): () => void {
    const handlers = this.handlers.get(channel) ?? new Set();
    this.handlers.set(channel, handlers.add(handler));
    return () => handlers.delete(handler);
  }

  /** Calls back after a lost connection was made anew: notifications in between are gone. */
  onReconnect(handler: () => void): void {
    this.reconnectHandlers.add(handler);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.connection?.close();
  }

  private async connect(): Promise<void> {
    this.connection = await ListeningConnection.open(
      this.configuration.database.application,
      channels,
      (channel, payload) => {
        for (const handler of this.handlers.get(channel as Channel) ?? []) handler(payload);
      },
      () => this.reconnectLater(),
    );
  }

  private reconnectLater(): void {
    if (this.stopped || this.retry) return;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.connect().then(
        () => this.reconnectHandlers.forEach((handler) => handler()),
        () => this.reconnectLater(),
      );
    }, reconnectDelayMs);
  }
}
