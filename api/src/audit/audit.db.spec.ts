import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApplication, type RunningApplication } from '../../test/application/application.js';
import { Given, type GivenOrganization } from '../../test/given.js';
import { asMember } from '../../test/instance.js';
import type { RequestContext } from '../kernel/request-context.js';
import { UNIT_OF_WORK, type UnitOfWork } from '../kernel/unit-of-work.js';
import { AuditService } from './audit.service.js';
import { commitment } from './audit-event.js';
import { AuditUnavailable, GatewayRecorder } from './gateway-recorder.js';

describe('the audit trail', () => {
  let castellan: RunningApplication;
  let given: Given;
  let organization: GivenOrganization;
  let context: RequestContext;
  let unitOfWork: UnitOfWork;
  let audit: AuditService;
  let recorder: GatewayRecorder;

  beforeAll(async () => {
    castellan = await startApplication();
    given = await Given.in(castellan.database);
    organization = await given.organization('acme');
    context = {
      ...asMember(organization.id, await given.member(organization), 'owner'),
      sourceAddress: '192.0.2.7',
      userAgent: 'Browser/1.0',
    };
    unitOfWork = castellan.application.get(UNIT_OF_WORK, { strict: false });
    audit = castellan.application.get(AuditService, { strict: false });
    recorder = castellan.application.get(GatewayRecorder, { strict: false });
  });
  afterAll(async () => {
    await given.end();
    await castellan.stop();
  });

  const recorded = async (search: string) => (await audit.page(context, { search }, { first: 100 })).items;

  it('holds an event exactly when the change it belongs to was made', async () => {
    const record = (name: string, fail: boolean) =>
      unitOfWork.change(context, async (change) => {
        change.record({
          type: 'group.changed',
          outcome: 'success',
          target: { kind: 'group', id: name, name },
        });
        if (fail) throw new Error('changed my mind');
      });
    await record('made', false);
    await expect(record('undone', true)).rejects.toThrow('changed my mind');
    expect(await recorded('"made"')).toHaveLength(1);
    expect(await recorded('"undone"')).toHaveLength(0);
  });

  it('is a condition of every change', async () => {
    await expect(unitOfWork.change(context, async () => 'silent')).rejects.toThrow(/recorded no audit event/);
  });

  it('keeps personal values beside the event, bound to it by a salted commitment', async () => {
    await unitOfWork.change(context, async (change) =>
      change.record({
        type: 'group.changed',
        outcome: 'success',
        personal: { reason: 'asked by phone' },
        details: { mark: 'personal' },
      }),
    );
    const [event] = await recorded('"mark": "personal"');
    expect(event?.personal).toEqual({
      reason: 'asked by phone',
      sourceAddress: '192.0.2.7',
      userAgent: 'Browser/1.0',
    });
    const stored = JSON.stringify(event?.body);
    expect(stored).not.toContain('asked by phone');
    expect(stored).not.toContain('192.0.2.7');
    const values = await given.rows<{ field: string; value: string; salt: string }>(
      'select field, value, salt from audit_personal_values where event_id = $1',
      [event!.id],
    );
    const commitments = event!.body['commitments'] as Record<string, string>;
    for (const { field, value, salt } of values) expect(commitments[field]).toBe(commitment(salt, value));
  });

  it('cannot be changed or emptied, by any role', async () => {
    await unitOfWork.change(context, async (change) =>
      change.record({ type: 'group.changed', outcome: 'success' }),
    );
    const contents = () => given.rows(`select md5(string_agg(e::text, '' order by id)) from audit_events e`);
    const before = await contents();
    for (const role of ['superuser', 'owner', 'application', 'auditWriter', 'worker'] as const) {
      const client = new pg.Client({ connectionString: castellan.database[role] });
      await client.connect();
      try {
        for (const act of [
          `update audit_events set body = '{}'`,
          'delete from audit_events',
          'truncate audit_events',
        ]) {
          const attempt = client.query(
            `begin; set local castellan.organization = '${organization.id}'; ${act}; commit`,
          );
          // Row-level security shows the owner no row to change; everybody else is told no.
          if (role === 'owner' && !act.startsWith('truncate')) await attempt;
          else await expect(attempt, `${role}: ${act}`).rejects.toThrow(/append-only|permission denied/);
          await client.query('rollback');
        }
      } finally {
        await client.end();
      }
    }
    expect(await contents()).toEqual(before);
  });

  it('lets the gateway write and not read', async () => {
    const client = new pg.Client({ connectionString: castellan.database.auditWriter });
    await client.connect();
    try {
      for (const table of ['audit_events', 'audit_personal_values', 'members', 'tokens']) {
        await expect(client.query(`select * from ${table}`)).rejects.toThrow(/permission denied/);
      }
    } finally {
      await client.end();
    }
  });

  it('takes many events at once from the gateway, each of them durable when its promise resolves', async () => {
    const gateway = { ...context, channel: 'gateway' as const };
    const names = Array.from({ length: 500 }, (_, index) => `parallel-${index}`);
    await Promise.all(
      names.map((name) =>
        recorder
          .record(gateway, { type: 'gateway.called', outcome: 'success', offering: { kind: 'tool', name } })
          .then(async () => {
            if (name.endsWith('7')) {
              expect(
                await given.rows('select 1 from audit_events where offering_name = $1', [name]),
              ).toHaveLength(1);
            }
          }),
      ),
    );
    expect(await given.rows(`select 1 from audit_events where offering_name like 'parallel-%'`)).toHaveLength(
      500,
    );
  });

  it('is not spoiled for others by an event that no database can hold', async () => {
    const gateway = { ...context, channel: 'gateway' as const };
    const record = (name: string) =>
      recorder.record(gateway, {
        type: 'gateway.called',
        outcome: 'success',
        offering: { kind: 'tool', name },
      });
    await Promise.all([
      record('neighbour-1'),
      record('nul \0 and half \ud800 a pair'),
      record('neighbour-2'),
    ]);
    expect(
      await given.rows(`select 1 from audit_events where offering_name like 'neighbour-%'`),
    ).toHaveLength(2);
    expect(await given.rows(`select 1 from audit_events where offering_name like 'nul %'`)).toHaveLength(1);
    const orphan = { ...gateway, organizationId: 'not-an-organization' };
    const [bad, good] = await Promise.allSettled([
      recorder.record(orphan, { type: 'gateway.called', outcome: 'success' }),
      record('neighbour-3'),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(AuditUnavailable) });
    expect(good.status).toBe('fulfilled');
  });

  it('pages through events of one commit without losing or repeating any', async () => {
    await unitOfWork.change(context, async (change) => {
      for (let index = 0; index < 25; index += 1) {
        change.record({
          type: 'role.granted',
          outcome: 'success',
          target: { kind: 'member', id: `paged-${index}` },
        });
      }
    });
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await audit.page(
        context,
        { types: ['role.granted'] },
        { first: 4, ...(after ? { after } : {}) },
      );
      seen.push(...page.items.map(({ target }) => target!.id));
      after = page.hasNextPage ? page.cursors.at(-1) : undefined;
    } while (after);
    expect(new Set(seen).size).toBe(25);
    expect(seen).toHaveLength(25);
  });

  it('writes into the partition of the month', async () => {
    const [row] = await given.rows<{ other: string }>('select count(*) as other from audit_events_other');
    expect(row?.other).toBe('0');
  });
});
