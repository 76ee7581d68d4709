import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CLOCK, systemClock } from '../kernel/clock.js';
import { CONFIGURATION, type Configuration } from './configuration.js';

/** Makes the parsed environment and the clock available everywhere. */
@Global()
@Module({})
export class ConfigurationModule {
  static with(configuration: Configuration): DynamicModule {
    return {
      module: ConfigurationModule,
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: CLOCK, useValue: systemClock },
      ],
      exports: [CONFIGURATION, CLOCK],
    };
  }
}
