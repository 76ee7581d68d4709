import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Work } from '../../kernel/unit-of-work.js';
import { managerOf } from '../../platform/database/typeorm-work.js';
import type { EraVerdict } from '../../platform/mcp/upstream/target.js';
import type { ConnectorRow } from '../offerings/connectors-read.repository.js';

/** A published connector, with all that is needed to ask its server something. */
export interface ProbedConnector extends ConnectorRow {
  readonly id: string;
  readonly verdict: EraVerdict;
  readonly policyVersion: number;
}

interface TakenRow extends ProbedConnector {
  readonly isQuiet: boolean;
}

/** When a turn is taken, and what a pause is. */
export interface TurnTimes {
  readonly now: Date;
  /** Milliseconds without a call before a server is asked. */
  readonly afterMs: number;
}

const columns = `connector.id, connector.name, connector.url, connector.transport, connector.authentication,
                 connector.verdict, connector.call_timeout_seconds as "callTimeoutSeconds",
                 connector.concurrent_calls as "concurrentCalls",
                 (select policy_version::integer from organizations where id = $1) as "policyVersion"`;

const isProbed = `connector.organization_id = $1 and connector.state = 'published' and connector.verdict is not null`;

/** Whose turn it is to ask the servers that nobody calls. */
@Injectable()
export class ProbeTurnsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Organizations with a connector whose time has come; asked before any one of them is known. */
  async organizations(now: Date): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      'select castellan_organizations_to_probe($1) as id',
      [now],
    );
    return rows.map(({ id }) => id);
  }

  /** Gives every connector that has none a time somewhere in the pause: not all of them at once. */
  async spread(work: Work, { now, afterMs }: TurnTimes): Promise<void> {
    await managerOf(work).query(
      `update connectors connector set probe_after = $2::timestamptz + make_interval(secs => $3 * random())
        where ${isProbed} and connector.probe_after is null`,
      [work.organizationId, now, afterMs / 1000],
    );
  }

  /**
   * Takes the turn of connectors whose time has come; nobody else has it before the next time. Returns those that
   * nobody called meanwhile: they are to be asked.
   */
  async take(work: Work, { now, afterMs }: TurnTimes, most: number): Promise<ProbedConnector[]> {
    const [rows]: [TakenRow[], number] = await managerOf(work).query(
      `with due as (
         select connector.id from connectors connector
          where ${isProbed} and connector.probe_after <= $2
          order by connector.probe_after limit $4 for update skip locked
       ), seen as (
         select due.id, max(health.minute) as called_at
           from due left join connector_health health
             on health.organization_id = $1 and health.connector_id = due.id and health.calls > 0
                and health.minute > $2::timestamptz - make_interval(secs => $3 + 60)
          group by due.id
       )
       update connectors connector
          set probe_after = coalesce(seen.called_at + make_interval(secs => $3 + 60),
                                     $2::timestamptz + make_interval(secs => $3 * (0.9 + 0.2 * random())))
         from seen where connector.organization_id = $1 and connector.id = seen.id
       returning ${columns}, seen.called_at is null as "isQuiet"`,
      [work.organizationId, now, afterMs / 1000, most],
    );
    return rows.filter(({ isQuiet }) => isQuiet);
  }

  /** Those of these connectors that are still published. */
  find(work: Work, ids: readonly string[]): Promise<ProbedConnector[]> {
    return managerOf(work).query(
      `select ${columns} from connectors connector where ${isProbed} and connector.id = any($2)`,
      [work.organizationId, ids],
    );
  }
}
