import fastifyCookie from '@fastify/cookie';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AccessModule } from '../../src/access/access.module.js';
import { Allow, SignedIn } from '../../src/access/allow.js';
import { Ctx } from '../../src/access/context.js';
import { entities } from '../../src/app.entities.js';
import { AuditModule } from '../../src/audit/audit.module.js';
import { ConfigurationModule } from '../../src/config/configuration.module.js';
import { CLOCK } from '../../src/kernel/clock.js';
import { limitFrame } from '../../src/kernel/limits.js';
import type { RequestContext } from '../../src/kernel/request-context.js';
import { CryptoModule } from '../../src/platform/crypto/crypto.module.js';
import { Keyring } from '../../src/platform/crypto/keyring.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { NotificationsModule } from '../../src/platform/notifications/notifications.module.js';
import { TelemetryModule } from '../../src/platform/telemetry/telemetry.module.js';
import { RefusalFilter } from '../../src/sign-in/refusal.filter.js';
import { SignInModule } from '../../src/sign-in/sign-in.module.js';
import type { TestDatabase } from '../database/test-database.js';
import { TestClock } from '../instance.js';

export const testKeys = [{ id: 'test', secret: Buffer.alloc(32, 7) }];
export const testKeyring = new Keyring(testKeys);

/** Says who the request is taken to be made by. */
@Controller('probe')
class ProbeController {
  @Get()
  @SignedIn()
  read(@Ctx() context: RequestContext): object {
    return { ...context, permissions: [...context.permissions].sort() };
  }

  @Post()
  @SignedIn()
  write(@Ctx() context: RequestContext): object {
    return this.read(context);
  }

  @Get('people')
  @Allow('people.manage')
  managed(): object {
    return {};
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

/** A control plane that listens. */
export interface ControlPlane {
  readonly app: NestFastifyApplication;
  readonly clock: TestClock;
  /** Where it really listens. */
  readonly listener: string;
  close(): Promise<void>;
}

/** Starts sign-in and the guard, with a probe behind it, as one process of the control plane would. */
export async function startControlPlane(database: TestDatabase, publicUrl: string): Promise<ControlPlane> {
  const clock = new TestClock();
  const module = await Test.createTestingModule({
    imports: [
      ConfigurationModule.with({
        environment: 'test',
        roles: new Set(['control']),
        publicUrl: new URL(publicUrl),
        host: '127.0.0.1',
        port: 4000,
        database: {
          application: database.application,
          auditWriter: database.auditWriter,
          worker: database.worker,
        },
        keys: testKeys,
        outbound: { allowLoopback: true, allowedRanges: [] },
        trustedProxies: [],
        limits: limitFrame(),
        logLevel: 'silent',
      }),
      CryptoModule,
      TelemetryModule,
      NotificationsModule,
      AuditModule,
      DatabaseModule.with(entities),
      AccessModule,
      SignInModule,
      ProbeModule,
    ],
  })
    .overrideProvider(CLOCK)
    .useValue(clock)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  await app.register(fastifyCookie);
  app.useGlobalFilters(new RefusalFilter());
  await app.listen(0, '127.0.0.1');
  return {
    app,
    clock,
    listener: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    close: () => app.close(),
  };
}
