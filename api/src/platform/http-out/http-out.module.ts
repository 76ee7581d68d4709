import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIGURATION } from '../../config/configuration.js';
import type { AddressPolicy } from './address-policy.js';
import { configuredPolicy } from './configured-policy.js';
import { GuardedHttp } from './guarded-http.js';

/** Injection token of the `AddressPolicy`. */
export const ADDRESS_POLICY = Symbol('ADDRESS_POLICY');

/** Provides the one guarded outbound client. */
@Module({
  providers: [
    { provide: ADDRESS_POLICY, useFactory: configuredPolicy, inject: [CONFIGURATION] },
    {
      provide: GuardedHttp,
      inject: [ADDRESS_POLICY],
      useFactory: (policy: AddressPolicy) => new GuardedHttp({ policy }),
    },
  ],
  exports: [GuardedHttp],
})
export class HttpOutModule implements OnApplicationShutdown {
  constructor(private readonly http: GuardedHttp) {}

  async onApplicationShutdown(): Promise<void> {
    await this.http.close();
  }
}
