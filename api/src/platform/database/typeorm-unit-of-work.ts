import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { isId } from '../../kernel/ids.js';
import type { RequestContext } from '../../kernel/request-context.js';
import type { Change, UnitOfWork, Work } from '../../kernel/unit-of-work.js';
import { AUDIT_SINK, type AuditSink } from './audit-sink.js';
import { DatabaseUnreachable } from './failure.js';
import { TypeOrmWork } from './typeorm-work.js';

/** Opens transactions on the application's connection, where row-level security holds. */
@Injectable()
export class TypeOrmUnitOfWork implements UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(AUDIT_SINK) private readonly audit: AuditSink,
  ) {}

  read<Result>(context: RequestContext, work: (work: Work) => Promise<Result>): Promise<Result> {
    return this.#transaction(async (manager) => {
      await enter(manager, context, 'set transaction read only;');
      return work(new TypeOrmWork(context, manager));
    }, 'REPEATABLE READ');
  }

  change<Result>(context: RequestContext, work: (change: Change) => Promise<Result>): Promise<Result> {
    return this.#transaction(async (manager) => {
      await enter(manager, context, '');
      const change = new TypeOrmWork(context, manager);
      const result = await work(change);
      if (change.drafts.length === 0) {
        throw new Error('A change recorded no audit event; it was rolled back.');
      }
      await this.audit.append(manager, context, change.drafts);
      if (change.policyTouched) await touchPolicy(manager, context.organizationId);
      for (const { channel, payload } of change.notifications) {
        await manager.query('select pg_notify($1, $2)', [channel, payload]);
      }
      return result;
    });
  }

  housekeep<Result>(context: RequestContext, work: (work: Work) => Promise<Result>): Promise<Result> {
    return this.#transaction(async (manager) => {
      await enter(manager, context, '');
      return work(new TypeOrmWork(context, manager));
    });
  }

  async #transaction<Result>(
    work: (manager: EntityManager) => Promise<Result>,
    isolation?: 'REPEATABLE READ',
  ): Promise<Result> {
    let isOpen = false;
    const opened = (manager: EntityManager) => {
      isOpen = true;
      return work(manager);
    };
    try {
      return await (isolation
        ? this.dataSource.transaction(isolation, opened)
        : this.dataSource.transaction(opened));
    } catch (error) {
      throw isOpen ? error : new DatabaseUnreachable(error);
    }
  }
}

/** Row-level security compares with this setting; it ends with the transaction. */
async function enter(manager: EntityManager, context: RequestContext, first: string): Promise<void> {
  if (!isId(context.organizationId)) throw new TypeError('A transaction needs an organization.');
  await manager.query(`${first} set local castellan.organization = '${context.organizationId}'`);
}

async function touchPolicy(manager: EntityManager, organizationId: string): Promise<void> {
  await manager.query('update organizations set policy_version = policy_version + 1 where id = $1', [
    organizationId,
  ]);
  await manager.query(`select pg_notify('castellan_policy', $1)`, [organizationId]);
}
