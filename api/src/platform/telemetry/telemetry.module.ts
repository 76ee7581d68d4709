import { Global, Module } from '@nestjs/common';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import { Traces } from './traces.js';

/** Logs, metrics and traces. */
@Global()
@Module({ providers: [Log, Metrics, Traces], exports: [Log, Metrics, Traces] })
export class TelemetryModule {}
