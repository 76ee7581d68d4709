import { Global, Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../config/configuration.js';
import { Keyring } from './keyring.js';

/** Offers the keyring made of CASTELLAN_KEYS. */
@Global()
@Module({
  providers: [
    {
      provide: Keyring,
      useFactory: (configuration: Configuration) => new Keyring(configuration.keys),
      inject: [CONFIGURATION],
    },
  ],
  exports: [Keyring],
})
export class CryptoModule {}
