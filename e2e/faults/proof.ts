import { hash } from 'node:crypto';
import pg from 'pg';
import type { Call } from './load.js';

/** What the audit trail lacks; both have to be empty. */
export interface Gaps {
  /** Calls whose answer reached the client, and that no event says the outcome of. */
  readonly answersWithoutEvent: readonly Call[];
  /** Writes that the server carried out, and that no event says they were about to happen. */
  readonly writesWithoutIntent: readonly string[];
}

/** Holds what clients were told, and what the server did, against what is durable in the audit trail. */
export async function findGaps(
  databaseUrl: string,
  calls: readonly Call[],
  written: readonly string[],
): Promise<Gaps> {
  const outcomes = await hashesOf(databaseUrl, 'gateway.called');
  const intents = await hashesOf(databaseUrl, 'gateway.call_started');
  const answered = calls.filter(({ outcome }) => ['done', 'wrong', 'told'].includes(outcome));
  return {
    answersWithoutEvent: answered.filter(({ nonce }) => !outcomes.has(hashOf(nonce))),
    writesWithoutIntent: written.filter((nonce) => !intents.has(hashOf(nonce))),
  };
}

/** The trail has no arguments, only the hash of their canonical form; a nonce makes that unique. */
function hashOf(nonce: string): string {
  return hash('sha256', JSON.stringify({ nonce }));
}

async function hashesOf(databaseUrl: string, type: string): Promise<ReadonlySet<string>> {
  const url = new URL(databaseUrl);
  url.pathname = '/castellan';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query<{ hash: string }>(
      `select body->'details'->>'argumentsHash' as hash from audit_events where type = $1`,
      [type],
    );
    return new Set(rows.map((row) => row.hash));
  } finally {
    await client.end();
  }
}
