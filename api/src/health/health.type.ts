import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { failureWords } from './failure-words.js';
import type { BreakerPhase, Health, HealthState } from './health.js';
import type { HealthHistory, HealthWindow } from './history.js';

export const HealthStateType = {
  HEALTHY: 'healthy',
  DEGRADED: 'degraded',
  DOWN: 'down',
  UNKNOWN: 'unknown',
} as const satisfies Record<string, HealthState>;
registerEnumType(HealthStateType, {
  name: 'HealthState',
  description:
    'How a connector fares by the calls and probes of the last minutes. UNKNOWN: there were none lately.',
});

export const BreakerPhaseType = {
  CLOSED: 'closed',
  OPEN: 'open',
  HALF_OPEN: 'half_open',
} as const satisfies Record<string, BreakerPhase>;
registerEnumType(BreakerPhaseType, {
  name: 'BreakerPhase',
  description: 'Whether a gateway lets calls through: all, none, or one at a time to try.',
});

export const HealthWindowType = {
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
} as const satisfies Record<string, HealthWindow>;
registerEnumType(HealthWindowType, { name: 'HealthWindow' });

@ObjectType('ConnectorFailure', { description: 'A call that got no usable answer.' })
export class ConnectorFailureType {
  @Field(() => String)
  readonly code!: string;

  @Field(() => String)
  readonly message!: string;

  @Field(() => GraphQLISODateTime)
  readonly at!: Date;
}

@ObjectType('ConnectorHealth', { description: 'How a connector fares now, as all gateways see it together.' })
export class ConnectorHealthType {
  @Field(() => HealthStateType)
  readonly state!: HealthState;

  @Field(() => GraphQLISODateTime, { nullable: true })
  readonly since!: Date | null;

  @Field(() => Int, { description: 'Calls of the last five minutes.' })
  readonly calls!: number;

  @Field(() => Int, { description: 'Of these, calls without a usable answer.' })
  readonly failures!: number;

  @Field(() => Int, {
    description:
      'How often Castellan itself asked the server in the last five minutes, because nobody called.',
  })
  readonly probes!: number;

  @Field(() => Int, { description: 'Of these, probes without a usable answer.' })
  readonly failedProbes!: number;

  @Field(() => Int, { description: 'Gateways that called it lately.' })
  readonly gateways!: number;

  @Field(() => Int, {
    description: 'Of these, gateways that let no call through because the last ones failed.',
  })
  readonly openGateways!: number;

  @Field(() => ConnectorFailureType, { nullable: true, description: 'Of the last quarter of an hour.' })
  readonly lastFailure!: ConnectorFailureType | null;
}

@ObjectType('HealthPoint')
export class HealthPointType {
  @Field(() => GraphQLISODateTime, { description: 'When the step begins.' })
  readonly at!: Date;

  @Field(() => Int)
  readonly calls!: number;

  @Field(() => Int, { description: 'Calls without a usable answer, time-outs among them.' })
  readonly failures!: number;

  @Field(() => Int)
  readonly timeouts!: number;

  @Field(() => Int, {
    description: 'Calls that were not made, because the last ones failed or too many were under way.',
  })
  readonly refused!: number;

  @Field(() => Int, { description: 'How often Castellan itself asked the server, because nobody called.' })
  readonly probes!: number;

  @Field(() => Int, { description: 'Of these, probes without a usable answer.' })
  readonly failedProbes!: number;

  @Field(() => Int, { nullable: true })
  readonly p50Ms!: number | null;

  @Field(() => Int, { nullable: true })
  readonly p95Ms!: number | null;
}

@ObjectType('BreakerEvent', { description: 'A gateway began or ceased to let calls through.' })
export class BreakerEventType {
  @Field(() => GraphQLISODateTime)
  readonly at!: Date;

  @Field(() => BreakerPhaseType)
  readonly to!: BreakerPhase;

  @Field(() => String, { nullable: true, description: 'The failure that made it, in words.' })
  readonly reason!: string | null;

  @Field(() => ID)
  readonly gatewayId!: string;
}

@ObjectType('HealthHistory')
export class HealthHistoryType {
  @Field(() => Int)
  readonly stepSeconds!: number;

  @Field(() => [HealthPointType], { description: 'Oldest first, steps without calls too.' })
  readonly points!: HealthPointType[];

  @Field(() => [BreakerEventType], { description: 'Newest first, at most 100.' })
  readonly events!: BreakerEventType[];
}

export function connectorHealthType({ lastFailure, lastFailureAt, ...health }: Health): ConnectorHealthType {
  const failure =
    lastFailure === null
      ? null
      : { code: lastFailure, message: failureWords(lastFailure), at: lastFailureAt ?? new Date(0) };
  return Object.assign(new ConnectorHealthType(), { ...health, lastFailure: failure });
}

export function healthHistoryType({ stepMs, points, events }: HealthHistory): HealthHistoryType {
  return Object.assign(new HealthHistoryType(), {
    stepSeconds: stepMs / 1000,
    points,
    events: events.map(({ at, to, code, gatewayId }) => ({
      at: new Date(at),
      to,
      reason: code === undefined ? null : failureWords(code),
      gatewayId,
    })),
  });
}
