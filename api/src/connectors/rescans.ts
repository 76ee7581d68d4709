import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { systemContext } from '../kernel/system-context.js';
import { Notifications } from '../platform/notifications/notifications.js';
import { Log } from '../platform/telemetry/log.js';
import { ConnectorScansService } from './connector-scans.service.js';

/**
 * Scans connectors whose servers say that they offer something else now, when a gateway asks for it.
 *
 * Any number of processes may do so: whoever takes a wish first has it. One connector is scanned once at a time here;
 * what changes during a scan is looked at after it.
 */
@Injectable()
export class Rescans implements OnModuleInit, BeforeApplicationShutdown {
  private readonly running = new Map<string, Promise<void>>();
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly scans: ConnectorScansService,
    private readonly notifications: Notifications,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.notifications.subscribe('castellan_rescan', (payload) => {
      const [organizationId = '', connectorId = ''] = payload.split('/');
      this.take(organizationId, connectorId);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopListening();
    await Promise.all(this.running.values());
  }

  private take(organizationId: string, connectorId: string): void {
    const run = (this.running.get(connectorId) ?? Promise.resolve())
      .then(() => this.scans.scanIfWanted(systemContext(organizationId, 'worker'), connectorId))
      .catch((error: unknown) =>
        this.log.warn({ err: error, connectorId }, 'a connector that changed could not be scanned'),
      )
      .finally(() => {
        if (this.running.get(connectorId) === run) this.running.delete(connectorId);
      });
    this.running.set(connectorId, run);
  }
}
