import { Injectable } from '@nestjs/common';
import type { Work } from '../../kernel/unit-of-work.js';
import { managerOf } from '../../platform/database/typeorm-work.js';
import type { JsonObject } from '../../platform/mcp/json/json-value.js';
import type { EraVerdict, UpstreamTransport } from '../../platform/mcp/upstream/target.js';
import type { OfferingKind } from '../../policies/policy.js';

/** How a connector is reached, as its row says. */
export interface ConnectorRow {
  readonly name: string;
  readonly url: string;
  readonly transport: UpstreamTransport;
  readonly authentication: 'none' | 'static-header';
  readonly verdict: EraVerdict | null;
  /** Null is the installation's default. */
  readonly callTimeoutSeconds: number | null;
  readonly concurrentCalls: number | null;
}

/** What a connector's server tells by itself. */
export interface TellingRow {
  readonly id: string;
  /** Updates of single resources, to whoever asks. */
  readonly watchable: boolean;
  /** Changes of its lists. */
  readonly announcing: boolean;
}

export interface ContractRow {
  readonly hash: string;
  readonly kind: OfferingKind;
  readonly definition: JsonObject;
}

/** Reads what the gateway needs to know of connectors beyond the policy. */
@Injectable()
export class ConnectorsReadRepository {
  async find(work: Work, connectorId: string): Promise<ConnectorRow | undefined> {
    const rows: ConnectorRow[] = await managerOf(work).query(
      `select name, url, transport, authentication, verdict, call_timeout_seconds as "callTimeoutSeconds",
              concurrent_calls as "concurrentCalls"
         from connectors where organization_id = $1 and id = $2`,
      [work.organizationId, connectorId],
    );
    return rows[0];
  }

  /** What the servers of connectors say that they tell by themselves; those that tell nothing are left out. */
  telling(work: Work): Promise<TellingRow[]> {
    return managerOf(work).query(
      `select id, watchable, announcing
         from (select id,
                      coalesce(verdict #> '{capabilities,resources,subscribe}' = 'true', false) as watchable,
                      coalesce(verdict #> '{capabilities,tools,listChanged}' = 'true', false)
                        or coalesce(verdict #> '{capabilities,prompts,listChanged}' = 'true', false)
                        or coalesce(verdict #> '{capabilities,resources,listChanged}' = 'true', false) as announcing
                 from connectors where organization_id = $1) said
        where watchable or announcing`,
      [work.organizationId],
    );
  }

  contracts(work: Work, hashes: readonly string[]): Promise<ContractRow[]> {
    return managerOf(work).query(
      `select hash, kind, definition from contracts where organization_id = $1 and hash = any($2::text[])`,
      [work.organizationId, hashes],
    );
  }
}
