import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { entities } from './app.entities.js';
import { AuditModule } from './audit/audit.module.js';
import { ConfigurationModule } from './config/configuration.module.js';
import type { Configuration, ProcessRole } from './config/configuration.js';
import { ConnectorsModule } from './connectors/connectors.module.js';
import { RescansModule } from './connectors/rescans.module.js';
import { GatewayModule } from './gateway/gateway.module.js';
import { HealthModule } from './health/health.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { WorkerModule } from './operations/worker.module.js';
import { OrganizationsModule } from './organizations/organizations.module.js';
import { PeopleModule } from './people/people.module.js';
import { CryptoModule } from './platform/crypto/crypto.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { GraphqlModule } from './platform/graphql/graphql.module.js';
import { NotificationsModule } from './platform/notifications/notifications.module.js';
import { TelemetryModule } from './platform/telemetry/telemetry.module.js';
import { PoliciesModule } from './policies/policies.module.js';
import { SignInModule } from './sign-in/sign-in.module.js';
import { TokensModule } from './tokens/tokens.module.js';
import { TrailModule } from './trail/trail.module.js';

/** What every role needs. */
const foundation = [TelemetryModule, CryptoModule, NotificationsModule, AuditModule, OperationsModule];

/** What each role adds. */
const roles: Readonly<Record<ProcessRole, readonly Type[]>> = {
  control: [
    AccessModule,
    SignInModule,
    GraphqlModule,
    OrganizationsModule,
    PeopleModule,
    ConnectorsModule,
    LimitsModule,
    HealthModule,
    RescansModule,
    PoliciesModule,
    TokensModule,
    TrailModule,
  ],
  gateway: [GatewayModule],
  worker: [WorkerModule, RescansModule, PoliciesModule],
};

/** The composition root: which modules each role loads. */
@Module({})
export class AppModule {
  static with(configuration: Configuration): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigurationModule.with(configuration),
        DatabaseModule.with(entities),
        ...foundation,
        ...[...configuration.roles].flatMap((role) => roles[role]),
      ],
    };
  }
}
