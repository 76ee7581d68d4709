import pg from 'pg';
import { tools } from './faulty-upstream.js';
import type { Call, Load } from './load.js';
import { slug, type Scene } from './scene.js';

/** A fault: how it begins under load, and how it ends. */
export interface Fault {
  readonly title: string;
  /** What it has to do to the calls; a fault that nobody felt proves nothing. */
  readonly isFelt: (call: Call) => boolean;
  begin(scene: Scene): Promise<void>;
  end(scene: Scene): Promise<void>;
  /** Looks for what must not have happened besides the invariants of all faults; returns what it found. */
  readonly also?: { readonly title: string; count(load: Load): number };
}

const failed = ({ outcome }: Call) => outcome !== 'done';

/** Every fault; each is made anew for a run, because some remember when they began. */
export function allFaults(): readonly Fault[] {
  return [killedGateway(), databaseRestarted(), connectionsTaken(), upstreamDies(), toolBlocked()];
}

function killedGateway(): Fault {
  return {
    title: 'a process of the gateway is killed (kill -9)',
    isFelt: (call) => failed(call) && call.target === 'second',
    begin: ({ replica }) => replica.kill(),
    end: ({ replica }) => replica.start(),
    also: {
      title: 'calls that failed at the process beside it',
      count: ({ calls }) => calls.filter((call) => failed(call) && call.target === 'first').length,
    },
  };
}

function databaseRestarted(): Fault {
  return {
    title: 'PostgreSQL is stopped and started again',
    isFelt: failed,
    begin: ({ castellan }) => castellan.database.stop(),
    end: ({ castellan }) => castellan.database.start(),
  };
}

function connectionsTaken(): Fault {
  const taken: pg.Client[] = [];
  return {
    title: 'every connection of the database is taken by others',
    isFelt: failed,
    async begin({ castellan }) {
      while (await take(castellan.databaseUrl, taken));
      // Those that were there before are ended, and the places they leave are taken, until none is left.
      for (let ended = 1; ended > 0;) {
        const { rowCount } = (await taken[0]?.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'postgres' and backend_type = 'client backend'`,
        )) ?? { rowCount: 0 };
        ended = rowCount ?? 0;
        while (await take(castellan.databaseUrl, taken));
      }
    },
    async end() {
      await Promise.all(taken.splice(0).map((client) => client.end()));
    },
  };
}

async function take(databaseUrl: string, taken: pg.Client[]): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch {
    return false;
  }
  taken.push(client);
  return true;
}

function upstreamDies(): Fault {
  return {
    title: 'the upstream dies in the middle of its streams',
    isFelt: failed,
    async begin({ upstream }) {
      upstream.breakOff();
    },
    async end({ upstream }) {
      await upstream.die();
      await upstream.revive();
    },
  };
}

/** From then on the change has to hold everywhere. */
const HOLDS_WITHIN_MS = 1_000;

function toolBlocked(): Fault {
  let holdsFrom = Number.POSITIVE_INFINITY;
  let heldUntil = Number.POSITIVE_INFINITY;
  return {
    title: 'a tool is blocked through one process, and called at the other',
    isFelt: ({ target, tool, outcome, began }) =>
      target === 'second' && tool === tools.read && outcome === 'told' && began > holdsFrom,
    async begin({ castellan }) {
      await castellan.connectors.rule(slug, tools.read, 'BLOCK');
      holdsFrom = Date.now() + HOLDS_WITHIN_MS;
    },
    async end({ castellan }) {
      heldUntil = Date.now();
      await castellan.connectors.rule(slug, tools.read, 'ALLOW');
    },
    also: {
      title: `calls still allowed ${HOLDS_WITHIN_MS / 1000} s after the block`,
      count: ({ calls }) =>
        calls.filter(
          ({ tool, outcome, began, ended }) =>
            tool === tools.read && outcome === 'done' && began > holdsFrom && ended < heldUntil,
        ).length,
    },
  };
}
