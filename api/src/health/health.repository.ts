import { Injectable } from '@nestjs/common';
import { isId } from '../kernel/ids.js';
import type { Work } from '../kernel/unit-of-work.js';
import { managerOf } from '../platform/database/typeorm-work.js';
import { ConnectorHealthEntity } from './connector-health.entity.js';
import type { BreakerChange, HealthMinute } from './health.js';
import type { BreakerEvent, HealthStep } from './history.js';

const maximumEvents = 100;

/** What gateways saw of the connectors of the transaction's organization. */
@Injectable()
export class HealthRepository {
  /** Keeps minutes; one that was kept before is replaced, because only the process that wrote it does so again. */
  async keep(work: Work, minutes: readonly HealthMinute[]): Promise<void> {
    await managerOf(work).query(
      `insert into connector_health (organization_id, connector_id, minute, gateway_id, calls, failures, timeouts,
                                     refused, probes, failed_probes, latency, state, state_since, breaker,
                                     changes, last_failure, last_failure_at)
       select $1, "connectorId", minute, "gatewayId", calls, failures, timeouts, refused, probes, "failedProbes",
              latency, state, "stateSince", breaker, changes, "lastFailure", "lastFailureAt"
         from jsonb_to_recordset($2::jsonb) as given ("connectorId" uuid, minute timestamptz, "gatewayId" uuid,
              calls integer, failures integer, timeouts integer, refused integer, probes integer,
              "failedProbes" integer, latency integer[], state text, "stateSince" timestamptz, breaker text,
              changes jsonb, "lastFailure" text, "lastFailureAt" timestamptz)
        where exists (select 1 from connectors where organization_id = $1 and id = given."connectorId")
       on conflict (organization_id, connector_id, minute, gateway_id) do update
          set calls = excluded.calls, failures = excluded.failures, timeouts = excluded.timeouts,
              refused = excluded.refused, probes = excluded.probes, failed_probes = excluded.failed_probes,
              latency = excluded.latency, state = excluded.state,
              state_since = excluded.state_since, breaker = excluded.breaker, changes = excluded.changes,
              last_failure = excluded.last_failure, last_failure_at = excluded.last_failure_at`,
      [work.organizationId, JSON.stringify(minutes)],
    );
  }

  /** What was seen of these connectors since a moment, oldest first. */
  async since(work: Work, connectorIds: readonly string[], moment: Date): Promise<HealthMinute[]> {
    const rows = await managerOf(work)
      .createQueryBuilder(ConnectorHealthEntity, 'health')
      .where(
        `health.organization_id = :organizationId and health.connector_id = any(:ids) and health.minute >= :moment`,
        { organizationId: work.organizationId, ids: connectorIds.filter(isId), moment },
      )
      .orderBy('health.minute')
      .getMany();
    return rows as HealthMinute[];
  }

  /** What was counted of a connector since a moment, added up over gateways and steps of this length. */
  steps(work: Work, connectorId: string, since: Date, stepMs: number): Promise<HealthStep[]> {
    return managerOf(work).query(
      `with seen as (
         select date_bin(make_interval(secs => $3), minute, timestamptz 'epoch') as at, calls, failures, timeouts,
                refused, probes, failed_probes, latency
           from connector_health where organization_id = $1 and connector_id = $2 and minute >= $4
       ), totals as (
         select at, sum(calls)::integer as calls, sum(failures)::integer as failures,
                sum(timeouts)::integer as timeouts, sum(refused)::integer as refused,
                sum(probes)::integer as probes, sum(failed_probes)::integer as "failedProbes"
           from seen group by at
       ), buckets as (
         select at, bucket, sum(count)::integer as count
           from seen, unnest(latency) with ordinality as each (count, bucket) group by at, bucket
       ), latencies as (
         select at, array_agg(count order by bucket) as latency from buckets group by at
       )
       select * from totals join latencies using (at) order by at`,
      [work.organizationId, connectorId, stepMs / 1000, since],
    );
  }

  /** What the breakers of a connector did since a moment, newest first. */
  async events(work: Work, connectorId: string, since: Date): Promise<BreakerEvent[]> {
    const rows: { change: BreakerChange; gatewayId: string }[] = await managerOf(work).query(
      `select change, gateway_id as "gatewayId"
         from connector_health, jsonb_array_elements(changes) as change
        where organization_id = $1 and connector_id = $2 and minute >= $3
        order by change ->> 'at' desc limit $4`,
      [work.organizationId, connectorId, since, maximumEvents],
    );
    return rows.map(({ change, gatewayId }) => ({ ...change, gatewayId }));
  }
}
