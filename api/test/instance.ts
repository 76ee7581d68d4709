import type { DynamicModule, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { permissionsOf, type Role } from '../src/access/roles.js';
import { entities } from '../src/app.entities.js';
import { AuditModule } from '../src/audit/audit.module.js';
import type { Configuration } from '../src/config/configuration.js';
import { ConfigurationModule } from '../src/config/configuration.module.js';
import { CLOCK, type Clock } from '../src/kernel/clock.js';
import { newId } from '../src/kernel/ids.js';
import { limitFrame } from '../src/kernel/limits.js';
import type { RequestContext } from '../src/kernel/request-context.js';
import { CryptoModule } from '../src/platform/crypto/crypto.module.js';
import { DatabaseModule } from '../src/platform/database/database.module.js';
import { NotificationsModule } from '../src/platform/notifications/notifications.module.js';
import { TelemetryModule } from '../src/platform/telemetry/telemetry.module.js';
import type { TestDatabase } from './database/test-database.js';

/** A clock that runs, and that a test can put forward. */
export class TestClock implements Clock {
  private aheadMs = 0;
  private heldAt: number | undefined;

  now(): Date {
    return new Date((this.heldAt ?? Date.now()) + this.aheadMs);
  }

  /** Stands still from here on, and moves only when it is put forward. */
  hold(): void {
    this.heldAt = Date.now();
  }

  forward(milliseconds: number): void {
    this.aheadMs += milliseconds;
  }
}

/** The configuration of an instance on a test database. */
export function testConfiguration(database: TestDatabase): Configuration {
  return {
    environment: 'test',
    roles: new Set(['control']),
    publicUrl: new URL('http://localhost:4000'),
    host: '127.0.0.1',
    port: 4000,
    database: {
      application: database.application,
      auditWriter: database.auditWriter,
      worker: database.worker,
    },
    keys: [{ id: 'test', secret: Buffer.alloc(32, 7) }],
    outbound: { allowLoopback: true, allowedRanges: [] },
    trustedProxies: [],
    limits: limitFrame(),
    logLevel: 'silent',
  };
}

/** One running instance of some features, on a test database; two of them are two processes to each other. */
export async function startInstance(
  database: TestDatabase,
  features: readonly (Type | DynamicModule)[],
  clock: Clock = new TestClock(),
): Promise<TestingModule> {
  const instance = await Test.createTestingModule({
    imports: [
      ConfigurationModule.with(testConfiguration(database)),
      CryptoModule,
      TelemetryModule,
      NotificationsModule,
      AuditModule,
      DatabaseModule.with(entities),
      ...features,
    ],
  })
    .overrideProvider(CLOCK)
    .useValue(clock)
    .compile();
  return instance.enableShutdownHooks([]).init();
}

/** The context of a member with a role, as a signed-in browser would have it. */
export function asMember(organizationId: string, memberId: string, role: Role = 'member'): RequestContext {
  return {
    organizationId,
    actor: { kind: 'member', id: memberId, roles: [role] },
    permissions: permissionsOf([role]),
    channel: 'console',
    requestId: newId(),
  };
}
